"""Puts a CIN census file to the sector's own validator and prints what it says as JSON.

Runs inside the validator's environment (an old pandas), never inside ours. The validator's own
loader grows with the square of the children, so the tables are built here, in one pass. A rule that
crashes only prints in the validator; here it is reported as a failure.

    python check_cin.py FILE YEAR
"""

import contextlib
import io
import json
import sys
import xml.etree.ElementTree as ET

import pandas as pd
from cin_validator import cin_validator
from cin_validator.ingress import XMLtoCSV
from cin_validator.rules.ruleset_utils import get_year_ruleset

TABLES = [
    "Header",
    "ChildIdentifiers",
    "ChildCharacteristics",
    "ChildProtectionPlans",
    "CINdetails",
    "CINplanDates",
    "Reviews",
    "Section47",
    "Assessments",
    "AssessmentFactorsList",
    "Disabilities",
]
KEYS = {"LAchildID", "CINdetailsID", "AssessmentID", "CPPID"}
GROUPS = {"Section47": "Section47", "CINplanDates": "CINPlanDates"}


class Tables:
    """The validator's tables, filled row by row and turned into frames once."""

    def __init__(self, root):
        self.columns = {name: list(getattr(XMLtoCSV, name).columns) for name in TABLES}
        self.rows = {name: [] for name in TABLES}
        header = root.find("Header")
        self.add("Header", [header.find("CollectionDetails"), header.find("Source")])
        for child in root.find("Children").findall("Child"):
            self.add_child(child)

    def add(self, table, elements, **keys):
        row = dict(keys)
        for column in self.columns[table]:
            if column not in KEYS or (column == "LAchildID" and not keys):
                texts = (e.findtext(column) for e in elements if e is not None)
                row[column] = next((text for text in texts if text is not None), pd.NA)
        self.rows[table].append(row)

    def add_child(self, child):
        identifiers = child.find("ChildIdentifiers")
        self.add("ChildIdentifiers", [identifiers])
        key = {"LAchildID": identifiers.findtext("LAchildID")}
        characteristics = child.find("ChildCharacteristics")
        self.add("ChildCharacteristics", [characteristics], **key)
        for disability in characteristics.iterfind("Disabilities/Disability"):
            self.rows["Disabilities"].append({**key, "Disability": disability.text})
        for number, episode in enumerate(child.findall("CINdetails"), 1):
            self.add_episode(episode, **key, CINdetailsID=number)

    def add_episode(self, episode, **keys):
        self.add("CINdetails", [episode], **keys)
        for table, tag in GROUPS.items():
            for element in episode.findall(tag):
                self.add(table, [element], **keys)
        for number, assessment in enumerate(episode.findall("Assessments"), 1):
            self.add_assessment(assessment, **keys, AssessmentID=number)
        for number, plan in enumerate(episode.findall("ChildProtectionPlans"), 1):
            self.add("ChildProtectionPlans", [plan], **keys, CPPID=number)
            for reviews in plan.findall("Reviews[CPPreviewDate]"):
                self.add("Reviews", [reviews], **keys, CPPID=number)

    def add_assessment(self, assessment, **keys):
        self.add("Assessments", [assessment], **keys)
        factors = assessment.findall("FactorsIdentifiedAtAssessment/AssessmentFactors")
        if factors:
            self.rows["Assessments"][-1]["AssessmentFactors"] = [factor.text for factor in factors]
        for factor in factors:
            self.rows["AssessmentFactorsList"].append({**keys, "AssessmentFactor": factor.text})

    def frames(self):
        return {
            name: pd.DataFrame(self.rows[name], columns=self.columns[name]).astype(object)
            for name in TABLES
        }


def check(path, year):
    tables = Tables(ET.parse(path).getroot()).frames()
    data = cin_validator.process_data(tables)
    rules = get_year_ruleset(year)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        validator = cin_validator.CinValidator(data, rules)
    crashed = [line for line in said.getvalue().splitlines() if line.startswith("Error with rule")]
    report = validator.full_issue_df
    found = {(row.rule_code, row.child_id, row.columns_affected) for row in report.itertuples()}
    whole = {str(code) for code in validator.multichild_issues["rule_code"]}
    return {
        "rules": len(rules),
        "crashed": crashed,
        "findings": [
            {"rule": str(rule), "child": str(child), "field": str(field)}
            for rule, child, field in sorted(found, key=str)
        ]
        + [{"rule": rule, "child": None, "field": ""} for rule in sorted(whole)],
        "messages": {str(code): str(rule.message) for code, rule in rules.items()},
    }


if __name__ == "__main__":
    json.dump(check(sys.argv[1], sys.argv[2]), sys.stdout)
