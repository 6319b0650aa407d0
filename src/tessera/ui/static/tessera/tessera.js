/* Tessera's own script: it only makes quicker what works without it. No eval, no markup from strings, no inline style. */
(function () {
  "use strict";
  var all = function (selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); };
  var make = function (tag, className, text) {
    var element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  var later = function (wait, act) {
    var timer;
    return function () { clearTimeout(timer); timer = setTimeout(act, wait); };
  };

  /* 1. Keys: / goes to search; a link that looks like a button also answers to the space bar. */
  var typing = function (element) { return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName); };
  document.addEventListener("keydown", function (event) {
    var find = document.getElementById("find");
    if (event.key === "/" && find && !event.ctrlKey && !event.metaKey && !event.altKey && !typing(event.target)) {
      event.preventDefault();
      find.focus();
      find.select();
    }
    if (event.key === " " && event.target.matches('a[role="button"]')) {
      event.preventDefault();
      event.target.click();
    }
  });

  /* 2. Errors: the summary is read first, and its links go to the box. */
  all('.govuk-error-summary:not([data-disable-auto-focus="true"])').forEach(function (summary) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  });
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".govuk-error-summary a[href^='#']");
    var box = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!box) return;
    if (!box.matches("input, textarea, select, button")) box = box.querySelector("input, textarea, select") || box;
    event.preventDefault();
    (box.closest("fieldset, .govuk-form-group") || box).scrollIntoView();
    box.focus({ preventScroll: true });
  });

  /* 3. One press is one act. The server holds to that too. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sentAt && Date.now() - Number(form.dataset.sentAt) < 1000) { event.preventDefault(); return; }
    form.dataset.sentAt = String(Date.now());
  });

  /* 4. What a choice reveals, and choices that rule out the others. */
  var revealed = function (input) { return document.getElementById(input.getAttribute("aria-controls")); };
  var reveal = function (input) {
    var part = revealed(input);
    if (!part) return;
    part.classList.toggle("govuk-" + (input.type === "radio" ? "radios" : "checkboxes") + "__conditional--hidden", !input.checked);
    /* A radio may not say whether it is expanded; a checkbox may. */
    if (input.type === "checkbox") input.setAttribute("aria-expanded", input.checked ? "true" : "false");
  };
  var prepare = function (root) {
    all("[data-aria-controls]", root).forEach(function (input) {
      input.setAttribute("aria-controls", input.dataset.ariaControls);
      input.removeAttribute("data-aria-controls");
      reveal(input);
    });
  };
  document.addEventListener("change", function (event) {
    var input = event.target;
    if (!input.form || !/^(radio|checkbox)$/.test(input.type)) return;
    var mates = all("input[type=" + input.type + "]", input.form).filter(function (other) { return other.name === input.name; });
    if (input.type === "checkbox" && input.checked) {
      var alone = input.dataset.behaviour === "exclusive";
      mates.forEach(function (other) {
        if (other !== input && (alone || other.dataset.behaviour === "exclusive")) other.checked = false;
      });
    }
    mates.forEach(reveal);
    all(".ts-ticks details", input.form).forEach(function (group) {
      var count = group.querySelector(".ts-ticks__count");
      var ticked = all("input:checked", group).length;
      count.firstElementChild.textContent = String(ticked);
      count.hidden = !ticked;
    });
  });
  prepare(document);

  /* 4b. A question that another answer brings up, itself shown. Without script it stands there from the start.
     What the record says counts as the answer until it is changed. */
  var HIDDEN = "govuk-radios__conditional--hidden";
  var given = function (name) {
    return all("input, select, textarea").filter(function (input) {
      return input.name === name && (!/^(radio|checkbox)$/.test(input.type) || input.checked) && input.value && !input.closest("[data-when]." + HIDDEN);
    }).map(function (input) { return input.value; });
  };
  var bringUp = function () {
    all("[data-when]").forEach(function (part) {
      var wanted = JSON.parse(part.dataset.is), values = given(part.dataset.when);
      var hit = values.some(function (value) { return wanted.indexOf(value) >= 0; });
      var asked = part.dataset.not ? values.length > 0 && !hit : hit;
      var record = part.dataset.record;
      if (record && given(record)[0] !== "no") {
        asked = part.dataset.recordAsks === "yes" && !document.getElementById(record).closest("[data-when]." + HIDDEN);
      }
      var also = part.dataset.also && JSON.parse(part.dataset.also);
      if (also) {
        asked = asked && also[0].some(function (name) {
          return given(name).some(function (value) { return also[1].indexOf(value) >= 0; });
        });
      }
      part.classList.toggle(HIDDEN, !asked);
    });
  };
  document.addEventListener("change", bringUp);
  bringUp();

  /* 4c. A fold that an answer needs opens with it, and afterwards is left as the reader leaves it. */
  var unfold = function (event) {
    all("details[data-opened-by]").forEach(function (fold) {
      var names = JSON.parse(fold.dataset.openedBy), wanted = JSON.parse(fold.dataset.opensFor);
      var inputs = event ? [event.target] : all("input:checked, select");
      if (inputs.some(function (input) { return names.indexOf(input.name) >= 0 && wanted.indexOf(input.value) >= 0; })) fold.open = true;
    });
  };
  document.addEventListener("change", unfold);
  unfold();

  /* 4d. What a reader has unfolded stays open when the same page comes again, as it does for one more child. Of a fold
     only its place is kept, no word of it. Without script, a fold with something in it is open. */
  var FOLDS = "tessera-folds";
  var pageNow = function () {
    return [location.pathname].concat(all("main input[name=section], main input[name=for]").map(function (input) { return input.value; })).join("|");
  };
  var placed = function (act) {
    var counts = {};
    all("main details").forEach(function (fold) {
      var part = fold.parentElement.closest("fieldset[id], [data-field], .ts-ticks[id]");
      var name = part ? part.id || part.dataset.field : "";
      counts[name] = (counts[name] || 0) + 1;
      act(fold, name + ":" + counts[name]);
    });
  };
  try {
    var folds = JSON.parse(sessionStorage.getItem(FOLDS) || "[]");
    sessionStorage.removeItem(FOLDS);
    if (folds[0] === pageNow()) placed(function (fold, place) { if (folds.indexOf(place, 1) > 0) fold.open = true; });
  } catch (error) { /* a browser that keeps nothing */ }
  document.addEventListener("submit", function () {
    var open = [pageNow()];
    placed(function (fold, place) { if (fold.open) open.push(place); });
    try { sessionStorage.setItem(FOLDS, JSON.stringify(open)); } catch (error) { /* a browser that keeps nothing */ }
  });

  /* 5. Add another, remove: as the server does it, without the journey. */
  var NUMBERED = ["name", "id", "for", "value", "aria-describedby", "aria-controls", "data-aria-controls"];
  var renumber = function (row, from, to, name) {
    all("*", row).forEach(function (element) {
      NUMBERED.forEach(function (attribute) {
        var value = element.getAttribute(attribute);
        if (!value || (attribute === "value" && element.tagName !== "BUTTON")) return;
        var next = value.split(name + "-" + from + "-").join(name + "-" + to + "-").replace(name + ":" + from, name + ":" + to);
        if (next !== value) element.setAttribute(attribute, next);
      });
    });
    row.dataset.row = String(to);
    all(".ts-repeat__number", row).forEach(function (number) { number.textContent = String(to + 1); });
  };
  var rowsOf = function (group) { return all(".ts-repeat__row", group); };
  var count = function (group) {
    var rows = rowsOf(group);
    rows.forEach(function (row, n) { if (row.dataset.row !== String(n)) renumber(row, row.dataset.row, n, group.dataset.repeat); });
    group.querySelector('[name="' + group.dataset.repeat + '-count"]').value = String(rows.length);
  };
  document.addEventListener("click", function (event) {
    var button = event.target.closest('button[name="add"], button[name="remove"]');
    var group = button && button.closest("[data-repeat]");
    if (!group) return;
    event.preventDefault();
    var row = button.closest(".ts-repeat__row");
    if (button.name === "remove") {
      if (rowsOf(group).length > Number(group.dataset.least)) row.remove();
      count(group);
      button = group.querySelector('button[name="add"]');
      button.focus();
    } else {
      row = group.querySelector("template").content.cloneNode(true).firstElementChild;
      row.dataset.row = "__n__";
      group.insertBefore(row, group.querySelector("template"));
      count(group);
      prepare(row);
      row.querySelector("input:not([type=hidden]), textarea, select").focus();
    }
    group.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* 5b. The same answer in every row that has something in it, and none of this. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest('button[name="rest"]'), group = button && button.closest("[data-repeat]");
    if (!group) return;
    event.preventDefault();
    rowsOf(group).forEach(function (row) {
      var name = group.dataset.repeat + "-" + row.dataset.row + "-" + button.dataset.column;
      var filled = all("input, select, textarea", row).filter(function (box) {
        return /^(radio|checkbox)$/.test(box.type) ? box.checked : box.value.trim();
      });
      if (!filled.length || filled.some(function (box) { return box.name === name; })) return;
      all('[name="' + name + '"]', row).forEach(function (box) {
        if (box.type !== "radio") box.value = button.dataset.gives;
        else if (box.value === button.dataset.gives) box.checked = true;
      });
    });
    group.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* 6. Finding a person: the same list of matches, without showing the page again. */
  all("[data-search-url]").forEach(function (picker) {
    var name = picker.dataset.picker, box = picker.querySelector("input[type=text]");
    var list = picker.querySelector(".govuk-radios"), told = picker.querySelector(".ts-picker__count"), asked = 0;
    var show = function (results) {
      var kept = list.querySelector("input:checked");
      all(".govuk-radios__item", list).forEach(function (item) { if (!kept || !item.contains(kept)) item.remove(); });
      results.forEach(function (one, n) {
        if (kept && kept.value === one.id) return;
        var item = make("div", "govuk-radios__item"), input = make("input", "govuk-radios__input");
        var label = make("label", "govuk-label govuk-radios__label", one.name);
        input.type = "radio"; input.name = name; input.value = one.id; input.id = label.htmlFor = name + "-found-" + n;
        if (one.about) { label.append(", "); label.append(make("span", "ts-soft", one.about)); }
        item.append(input, label);
        list.append(item);
      });
      told.textContent = results.length ? results.length + " found"
        : "No " + picker.dataset.found + " found. Try part of the name, or another spelling.";
    };
    var search = function () {
      var query = box.value.trim(), turn = ++asked;
      if (query.length < 2) return;
      fetch(picker.dataset.searchUrl + "?q=" + encodeURIComponent(query), { headers: { Accept: "application/json" } })
        .then(function (reply) { return reply.ok ? reply.json() : { results: [] }; })
        .then(function (found) { if (turn === asked) show(found.results); }, function () { told.textContent = "Cannot search just now. Press Find."; });
    };
    box.addEventListener("input", later(250, search));
    box.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); search(); } });
    picker.querySelector('button[name="find"]').addEventListener("click", function (event) { event.preventDefault(); search(); });
  });

  /* 6a. Words that wait in this browser are their writer's: once somebody else has signed in here, they are gone. */
  var signedIn = document.querySelector('input[name="written-by"]'), writer = signedIn ? signedIn.value : "";
  try {
    if (writer) Object.keys(sessionStorage).forEach(function (key) {
      if (key.indexOf("tessera:") === 0 && (JSON.parse(sessionStorage.getItem(key)) || {}).by !== writer) sessionStorage.removeItem(key);
    });
  } catch (error) { /* a browser that keeps nothing */ }

  /* 7. Saving as you type: one field at a time, never a word lost. */
  var drafts = function (form) {
    var store = "tessera:" + form.dataset.autosaveUrl, saved = document.getElementById("saved");
    var waiting = {}, order = [], revisions = {}, timers = {}, disputed = {}, sending = false, patience = 2000, retry;
    var page = form.elements.idempotency_key.value, turn = 0, leaving = false;
    try { waiting = JSON.parse(sessionStorage.getItem(store)).words || {}; } catch (ignored) { waiting = {}; }
    var keep = function () {
      try {
        if (Object.keys(waiting).length) sessionStorage.setItem(store, JSON.stringify({ by: writer, words: waiting }));
        else sessionStorage.removeItem(store);
      } catch (ignored) { /* private windows may refuse: the words are still in the box */ }
    };
    var say = function (words, well, link) {
      if (!saved) return;
      saved.classList.toggle("ts-saved--not", !well);
      saved.querySelector("svg").toggleAttribute("hidden", !well);
      saved.querySelector("b").textContent = words;
      all("a", saved).forEach(function (old) { old.remove(); });
      if (well) saved.removeAttribute("role"); else saved.setAttribute("role", "status");
      if (link) { var go = make("a", "govuk-link", link); go.href = location.href; saved.append(" ", go); }
    };

    /* A field is a box, or all boxes of one question. */
    var fieldOf = function (control) {
      var whole = control.closest("[data-field]") || control.closest(".govuk-date-input");
      if (whole) return { name: whole.dataset.field || whole.id, controls: all("input, select, textarea", whole) };
      return { name: control.name, controls: Array.prototype.filter.call(form.elements, function (other) { return other.name === control.name; }) };
    };
    var usable = function (control) {
      return control.name && !control.disabled && !/^(file|submit|button|reset)$/.test(control.type) && !control.closest("template") && !/-q$/.test(control.name);
    };
    var pairs = function (controls) {
      return controls.filter(usable).filter(function (control) { return !/^(radio|checkbox)$/.test(control.type) || control.checked; })
        .map(function (control) { return [control.name, control.value]; });
    };
    var value = function (field, sent) {
      var first = field.controls[0];
      if (first.closest(".govuk-date-input")) {
        var part = {};
        sent.forEach(function (pair) { part[pair[0].split("-").pop()] = pair[1].trim(); });
        return [part.year, part.month, part.day].join("-") + (part.time ? " " + part.time : "");
      }
      if (first.type === "checkbox" && field.controls.length > 1) return JSON.stringify(sent.map(function (pair) { return pair[1]; }));
      return sent.length === 1 ? sent[0][1] : "";
    };
    var childOf = function (control) {
      var near = control.closest("[data-child]");
      return near ? near.dataset.child : form.dataset.autosaveChild || "";
    };
    /* Which save the page shows: its number, and the page and change that it came from. */
    var savedAs = function (control) { var near = control.closest("[data-revision]"); return near ? near.dataset : {}; };
    var pageRevision = function (control) { return savedAs(control).revision || ""; };

    var note = function (control) {
      if (!usable(control) || /^(csrfmiddlewaretoken|idempotency_key)$/.test(control.name)) return null;
      var field = fieldOf(control), sent = pairs(field.controls), child = childOf(control), key = child + "|" + field.name;
      if (!(key in revisions)) revisions[key] = pageRevision(control);
      waiting[key] = { field: field.name, child: child, value: value(field, sent), pairs: sent, revision: revisions[key], page: page, turn: ++turn };
      keep();
      return key;
    };
    var queue = function (key) { if (order.indexOf(key) < 0 && !disputed[key]) order.push(key); send(); };

    /* What is sent small enough outlives its page: a closed tab takes no answer with it. */
    var OUTLIVES = 60000;
    var deliver = function (key) {
      var words = waiting[key], body = new URLSearchParams();
      body.append("field", words.field);
      body.append("child", words.child);
      body.append("revision", key in revisions ? revisions[key] : words.revision);
      body.append("value", words.value);
      body.append("page-key", page);
      body.append("page-turn", words.turn);
      words.pairs.forEach(function (pair) { body.append(pair[0], pair[1]); });
      return fetch(form.dataset.autosaveUrl, {
        method: "POST", body: body, credentials: "same-origin", redirect: "manual", keepalive: body.toString().length < OUTLIVES,
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, Accept: "application/json" }
      });
    };
    var send = function () {
      if (sending || leaving || !order.length) return;
      var key = order[0], words = waiting[key];
      if (!words) { order.shift(); return send(); }
      var asked = JSON.stringify(words.pairs);
      sending = true;
      deliver(key).then(function (reply) {
        sending = false;
        if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) {
          keep(); // the end of a session has cleared what this browser kept
          say("Not saved: you have been signed out. Your words are kept here.", false, "Sign in again");
          return;
        }
        if (reply.status >= 500 || reply.status === 429) return again();
        return reply.json().then(function (answer) { settle(key, reply.status, answer, asked); });
      }).catch(function () { sending = false; again(); });
    };
    var settle = function (key, status, answer, asked) {
      patience = 2000;
      order.shift();
      if (status === 200) {
        revisions[key] = String(answer.revision);
        if (waiting[key] && JSON.stringify(waiting[key].pairs) === asked) delete waiting[key];
        else if (waiting[key]) order.push(key);
        keep();
        say("Saved " + answer.saved, true);
      } else if (status === 409) {
        disagree(key, answer);
        say("Not saved: " + (answer.own ? "you have changed an answer in another window." : "someone else has changed an answer."), false);
      } else {
        say(answer.error || "Not saved: this answer cannot be kept as it is.", false);
      }
      send();
    };
    var again = function () {
      say("Not saved yet. Your words are kept in this browser; trying again.", false);
      clearTimeout(retry);
      retry = setTimeout(send, patience);
      patience = Math.min(patience * 2, 60000);
    };

    /* Two people, one answer: both are shown, and the worker chooses. */
    var controlsOf = function (words) {
      return Array.prototype.filter.call(form.elements, function (control) {
        return usable(control) && fieldOf(control).name === words.field && childOf(control) === words.child;
      });
    };
    var put = function (words, sent) {
      controlsOf(words).forEach(function (control) {
        var mine = sent.filter(function (pair) { return pair[0] === control.name; }).map(function (pair) { return pair[1]; });
        if (/^(radio|checkbox)$/.test(control.type)) { control.checked = mine.indexOf(control.value) >= 0; reveal(control); }
        else if (mine.length) control.value = mine[0];
      });
      bringUp();
      unfold();
    };
    var theirs = function (words, text) {
      if (words.pairs.length === 1) return put(words, [[words.pairs[0][0], text]]);
      location.reload();
    };
    var disagree = function (key, answer) {
      var words = waiting[key], control = words && controlsOf(words)[0];
      if (!control) return;
      disputed[key] = true;
      var place = control.closest(".govuk-form-group, .ts-filled") || control.parentNode;
      all(".ts-conflict", place).forEach(function (old) { old.remove(); });
      var box = make("div", "ts-conflict"), list = make("dl");
      box.setAttribute("role", "alert");
      box.append(make("h4", "", (answer.by ? answer.by + " changed this answer" : "This answer was changed meanwhile") + (answer.at ? ", " + answer.at : "")));
      list.append(make("dt", "", answer.own ? "In the other window" : "Theirs"), make("dd", "", answer.theirs || "Nothing"), make("dt", "", answer.own ? "Here" : "Yours"), make("dd", "", words.value || "Nothing"));
      var choose = function (text, act) {
        var button = make("button", "govuk-button govuk-button--secondary ts-button--small", text);
        button.type = "button";
        button.addEventListener("click", function () { disputed[key] = false; revisions[key] = String(answer.revision); box.remove(); act(); control.focus(); });
        return button;
      };
      box.append(list, choose(answer.own ? "Keep what is here" : "Keep mine", function () { queue(key); }),
        choose(answer.own ? "Use the other" : "Use theirs", function () { var was = waiting[key]; delete waiting[key]; keep(); if (was) theirs(was, answer.theirs); say(answer.own ? "The other is kept" : "Theirs is kept", true); }));
      place.append(box);
    };

    /* Words that never reached the server come back to their box. */
    Object.keys(waiting).forEach(function (key) {
      var words = waiting[key], controls = controlsOf(words);
      if (!controls.length) return;
      var here = pageRevision(controls[0]), now = pairs(fieldOf(controls[0]).controls), last = savedAs(controls[0]);
      var same = words.page && last.typedOn === words.page;
      /* They came through after all, with the page that was sent or with what was typed after them. */
      if (JSON.stringify(now) === JSON.stringify(words.pairs) || (same && words.turn <= Number(last.turn))) { delete waiting[key]; keep(); return; }
      revisions[key] = here;
      if (here === words.revision || same) { words.page = page; words.turn = ++turn; put(words, words.pairs); queue(key); }
      else disagree(key, { theirs: value(fieldOf(controls[0]), now), revision: here });
    });

    form.addEventListener("input", function (event) {
      var key = note(event.target.matches("[data-repeat]") ? event.target.querySelector("[type=hidden]") : event.target);
      if (!key) return;
      clearTimeout(timers[key]);
      timers[key] = setTimeout(function () { queue(key); }, 1500);
    });
    form.addEventListener("change", function (event) { var key = note(event.target); if (key) { clearTimeout(timers[key]); queue(key); } });
    var queueAll = function () {
      Object.keys(timers).forEach(function (key) { clearTimeout(timers[key]); if (waiting[key]) queue(key); });
      timers = {};
    };
    form.addEventListener("focusout", queueAll);
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") queueAll(); });
    /* The page goes: what still waits goes at once, and nobody waits for the answer. The browser keeps its words until one of them has come. */
    window.addEventListener("pagehide", function () {
      if (leaving) return;
      Object.keys(waiting).forEach(function (key) { if (!disputed[key]) deliver(key).catch(function () { /* they are kept */ }); });
    });
    window.addEventListener("online", send);

    /* The page is sent whole: it says which of its changes it holds, so that a save still on its way comes too late. */
    var sent = {};
    ["page-turn", "page-unanswered"].forEach(function (name) {
      sent[name] = make("input", "");
      sent[name].type = "hidden"; sent[name].name = name;
      form.append(sent[name]);
    });
    var stayed = function () { leaving = false; send(); };
    form.addEventListener("submit", function (event) {
      if (event.defaultPrevented) return;
      sent["page-turn"].value = String(++turn);
      sent["page-unanswered"].value = Object.keys(waiting).map(function (key) { return waiting[key].field; }).join(" ");
      leaving = true;
      setTimeout(stayed, 10000);
    });
    window.addEventListener("pageshow", function (event) { if (event.persisted) stayed(); });
  };
  all("form[data-autosave-url]").forEach(drafts);
})();
