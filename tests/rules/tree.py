"""The tree as the rules see it: paths from the root, the text of each file, and C++ with comments and strings blanked."""
import os
import re

SKIPPED = {".git", ".build", "__pycache__"}
CODE = (".h", ".cpp", ".S")
QUIET = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def blank(text):
    """text with comments and literals turned into spaces; line numbers stay. Digit separators are no literals."""
    text = re.sub(r"(?<=[0-9a-fA-F])'(?=[0-9a-fA-F])", "_", text)
    return QUIET.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


class Tree:
    def __init__(self, files):
        self.files = files  # path from the root → text

    @classmethod
    def on_disk(cls, root):
        files = {}
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(set(folders) - SKIPPED)
            for name in sorted(names):
                path = os.path.join(folder, name)
                try:
                    with open(path, encoding="utf-8") as file:
                        files[os.path.relpath(path, root)] = file.read()
                except (UnicodeDecodeError, OSError):
                    continue
        return cls(files)

    def code(self, *folders, suffixes=CODE):
        """(path, text) of the source files in these folders; all folders if none is named."""
        for path, text in self.files.items():
            if path.endswith(suffixes) and (not folders or path.startswith(tuple(f + "/" for f in folders))):
                yield path, text

    def lines(self, *folders, suffixes=CODE):
        """(path, number, line) with comments and literals blanked."""
        for path, text in self.code(*folders, suffixes=suffixes):
            for number, line in enumerate(blank(text).splitlines(), 1):
                yield path, number, line
