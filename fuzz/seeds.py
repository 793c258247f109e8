#!/usr/bin/env python3
"""Makes fuzz/corpus from testdata: files as they are, and for the office formats the parts that are fuzzed.

    python3 fuzz/seeds.py
    RUSTC_BOOTSTRAP=1 cargo fuzz run -s none xlsx     # or with a nightly compiler: cargo +nightly fuzz run xlsx

Needs olefile for the old formats; without it these begin with nothing.
"""

import pathlib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent
DATA = ROOT.parent / "testdata"
PARTS = {
    "xlsx": ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"],
    "docx": ["word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml"],
    "ods": ["content.xml", "styles.xml"],
}
STREAMS = {"xls": ["Workbook"], "doc": ["WordDocument", "1Table"]}
TEXTS = {"csv": ["csv"], "plain": ["txt"], "html": ["html"], "markdown": ["md"], "yaml": ["yaml"], "json": ["json", "jsonl"],
         "tree": ["yaml", "json"]}


def seed(target, path, content):
    folder = ROOT / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{path.parent.name}-{path.name}").write_bytes(content)


def main():
    for path in sorted(DATA.rglob("*.*")):
        ending = path.suffix[1:]
        if ending == "py":
            continue
        seed("any", path, path.read_bytes())
        for target, endings in TEXTS.items():
            if ending in endings:
                seed(target, path, path.read_bytes())
        if ending in PARTS:
            with zipfile.ZipFile(path) as package:
                names = set(package.namelist())
                parts = [package.read(name) if name in names else b"" for name in PARTS[ending]]
            seed(ending, path, b"\xff".join(parts))
        if ending in STREAMS:
            try:
                import olefile
            except ImportError:
                continue
            with olefile.OleFileIO(str(path)) as compound:
                streams = [compound.openstream(name).read() for name in STREAMS[ending] if compound.exists(name)]
            first = streams[0] + bytes(-len(streams[0]) % 64)
            seed(ending, path, (len(first) // 64).to_bytes(2, "little") + first + b"".join(streams[1:]))


if __name__ == "__main__":
    main()
