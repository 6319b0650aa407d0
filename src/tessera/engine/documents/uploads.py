"""What comes in with a posted form: files only where a page takes them, and none beyond the limit.

A file that is too large is read past and dropped, so that what else was posted with it still arrives.
"""

from collections import defaultdict

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

FILES_AT_ONCE = 5  # of the largest size, in one post


def takes_files(view):
    """Mark a page that takes files. Any other page never sees one, however it is posted to."""
    view.tessera_takes_files = True
    return view


class Limits(FileUploadHandler):
    """Stands before Django's own handlers."""

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        self.so_far = 0
        match = self.request.resolver_match
        if match is None or not getattr(match.func, "tessera_takes_files", False):
            raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        self.so_far += len(raw_data)
        self.of_all = getattr(self, "of_all", 0) + len(raw_data)
        if self.so_far > settings.FILE_LIMIT or self.of_all > settings.FILE_LIMIT * FILES_AT_ONCE:
            too_large_of(self.request)[self.field_name].append(self.file_name)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def too_large_of(request) -> dict[str, list[str]]:
    """The names of the files that were dropped as too large, by the box they were posted in."""
    if not hasattr(request, "tessera_too_large"):
        request.tessera_too_large = defaultdict(list)
    return request.tessera_too_large
