#!/usr/bin/env python3
"""Makes testdata/family: one list saved in every format that offices use.

    python3 testdata/make/family.py

Needs openpyxl and LibreOffice (soffice). A page and a workbook are the sources: LibreOffice saves the page as
documents (list.docx, list.doc), the workbook as list.xlsx, list.xls, list.ods and list.csv; stages.* is the list with
a stage a row beneath a header of two rows. Opened as a spreadsheet,
the page breaks its cells over rows: that is rows.xlsx, rows.ods and rows.csv. Markdown and YAML are written here from
the same rows. Everything in the list is invented but titles and numbers of articles of laws; its slips are there to
be found.
"""

import html
import pathlib
import shutil
import subprocess
import tempfile

import openpyxl
from openpyxl.styles import Alignment

OUT = pathlib.Path(__file__).resolve().parent.parent / "family"

TITLE = "江州市林业局权责清单"
HEADERS = ["序号", "事项名称", "权力类型", "实施依据", "行使主体", "承办机构", "责任事项", "追责情形", "备注"]
PENALTY = [
    "1.立案责任：发现违法线索，符合条件的，自发现之日起七日内立案。",
    "2.调查责任：执法人员不少于两人，主动出示执法证件，允许当事人陈述、申辩。",
    "3.告知责任:作出处罚决定前，书面告知当事人拟处罚的内容、事实、理由、依据及陈述、申辩、听证的权利。",
    "4.决定责任：自立案之日起六十日内作出处罚决定，送达处罚决定书。",
]
PERMIT = [
    "1.受理责任：一次性告之需要补正的全部内容。",
    "2.审查责任：对材料进行实质审查，必要时现场查验。",
    "3.决定责任：自受理之日起二十日内作出决定，说明理由。",
    "4.送达责任：自决定之日起十日内颁发、送达许可证件",
]
CASES = ["1.应当履行职责而不履行的；", "2.违反法定程序的；", "3.其他违反法律法规规章规定的行为。"]
ROWS = [
    ["1", "对擅自移动森林防火标志的处罚", "行政处罚", ["《森林防火条例》第四十八條"], "江州市林业局", "森林资源管理科", PENALTY, CASES, ""],
    ["2", "对违反规定在森林防火区用火的处罚", "行政处罚", ["《森林防火条例》第五十条", "《中华人民共和国森林法》第九十九条"],
     "江州市林业局", "森林资源管理科", PENALTY[:2] + PENALTY[3:], CASES, ""],
    ["3", "林木采伐许可", "行政许可", ["《中华人民共和国森林法》第五十六条、第五十七条"], "江州市林业局", "行政审批科", PERMIT, CASES, "A<B&C \"甲\""],
    ["5", "对野生植物保护的监督检查", "行政检查", ["《中华人民共和国野生植物保护条例》第二十条"], "江州市林业局", "",
     ["1.检查责任：按年度计划检查，记录检查检查情况。", "2.处置责任：发现问题的，责令改正。"], CASES[:1] + ["2.泄露举报人信息(含电话)的。"], "电话0000-1234567"],
    ["6", "林木采伐许可", "行政许可", ["《中华人民共和国森林法实施条例》第三十条"], "市林业局", "行政审批科", PERMIT, CASES, ""],
]


def lines(value):
    return value if isinstance(value, list) else [value]


def page():
    def cell(value, tag):
        return f"<{tag}>{'<br>'.join(html.escape(line, quote=False) for line in lines(value))}</{tag}>"

    rows = ["<tr>" + "".join(cell(header, "th") for header in HEADERS) + "</tr>"]
    rows += ["<tr>" + "".join(cell(value, "td") for value in row) + "</tr>" for row in ROWS]
    table = "\n".join(rows)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}</title></head>\n'
        f"<body>\n<p>{TITLE}</p>\n<table border=\"1\">\n{table}\n</table>\n</body></html>\n")


def markdown():
    def cell(value):
        return "<br>".join(html.escape(line, quote=False).replace("|", "\\|") for line in lines(value))

    rows = [HEADERS, ["---"] * len(HEADERS), *ROWS]
    return f"# {TITLE}\n\n" + "".join("| " + " | ".join(cell(value) for value in row) + " |\n" for row in rows)


def yaml():
    text = f"标题: {TITLE}\n事项:\n"
    for row in ROWS:
        mark = "  - "
        for header, value in zip(HEADERS, row):
            if value == "":
                continue
            if isinstance(value, list) and len(value) > 1:
                block = "".join(f"      {line}\n" for line in value)
                text += f"{mark}{header}: |-\n{block}"
            else:
                line = lines(value)[0].replace("'", "''")
                text += f"{mark}{header}: '{line}'\n"
            mark = "    "
    return text


def workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "权责清单"
    sheet.append([TITLE])
    sheet.merge_cells("A1:I1")
    sheet.append(HEADERS)
    for row in ROWS:
        number, *texts = row
        sheet.append([int(number), *["\n".join(lines(text)) or None for text in texts]])
    for cells in sheet.iter_rows(min_row=3):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True)
    book.save(path)


# The second list: a header of two rows, and items over as many merged rows as they have stages.
STAGE_HEADERS = ["序号", "事项名称", "权力类型", "实施依据", "行使层级及权限", None, "责任事项", "承办机构", "追责情形"]
STAGE_SUBHEADERS = {4: "层级", 5: "权限"}
STAGE_COLUMNS = (6, 7)
NOTE = "备注：本清单自公布之日起施行。"


def stage_items():
    items = []
    for number, name, power, basis, _, unit, duties, cases, _ in ROWS:
        stages = [(duty, unit or "野生动植物保护科") for duty in duties]
        level = "市级" if power == "行政处罚" else "市级、区级"
        items.append(([number, name, power, basis, level, "负责市本级的办理工作", None, None, cases], stages))
    return items


def stage_page():
    def cell(value, rows=1, columns=1):
        spans = (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")
        return f"<td{spans}>{'<br>'.join(html.escape(line, quote=False) for line in lines(value))}</td>"

    table = [f"<tr>{cell(TITLE, columns=9)}</tr>", "<tr>" + "".join(
        cell(header, 1, 2) if column == 4 else cell(header, 2)
        for column, header in enumerate(STAGE_HEADERS) if header) + "</tr>"]
    table.append("<tr>" + "".join(cell(header) for header in STAGE_SUBHEADERS.values()) + "</tr>")
    for values, stages in stage_items():
        for number, stage in enumerate(stages):
            row = ""
            for column, value in enumerate(values):
                if column in STAGE_COLUMNS:
                    row += cell(stage[column - 6])
                elif number == 0:
                    row += cell(value, len(stages))
            table.append(f"<tr>{row}</tr>")
    table.append(f"<tr>{cell(NOTE, columns=9)}</tr>")
    rows = "\n".join(table)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{TITLE}</title></head>\n'
        f"<body>\n<table border=\"1\">\n{rows}\n</table>\n</body></html>\n")


def stage_workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "权责清单（5项）"
    sheet.append([TITLE])
    sheet.merge_cells("A1:I1")
    sheet.append(STAGE_HEADERS)
    sheet.append([STAGE_SUBHEADERS.get(column) for column in range(9)])
    sheet.merge_cells("E2:F2")
    for letter in "ABCDGHI":
        sheet.merge_cells(f"{letter}2:{letter}3")
    row = 4
    for values, stages in stage_items():
        for offset, stage in enumerate(stages):
            for column, text in zip(STAGE_COLUMNS, stage):
                sheet.cell(row + offset, column + 1, text)
        for column, value in enumerate(values):
            if column in STAGE_COLUMNS:
                continue
            text = "\n".join(lines(value))
            sheet.cell(row, column + 1, int(text) if column == 0 else text).alignment = Alignment(wrap_text=True)
            if len(stages) > 1:
                sheet.merge_cells(start_row=row, end_row=row + len(stages) - 1, start_column=column + 1, end_column=column + 1)
        row += len(stages)
    sheet.cell(row, 1, NOTE)
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=9)
    book.save(path)


def stage_markdown():
    def cell(value):
        return "<br>".join(html.escape(line, quote=False) for line in lines(value or ""))

    headers = list(STAGE_HEADERS)
    headers[4], headers[5] = "行使层级", "行使权限"
    rows = [headers, ["---"] * 9]
    for values, stages in stage_items():
        for number, stage in enumerate(stages):
            row = list(values) if number == 0 else [None] * 9
            row[6], row[7] = stage
            rows.append(row)
    return f"# {TITLE}\n\n" + "".join("| " + " | ".join(cell(value) for value in row) + " |\n" for row in rows) + f"\n{NOTE}\n"


def stage_yaml():
    text = f"标题: {TITLE}\n事项:\n"
    for values, stages in stage_items():
        mark = "  - "
        headers = list(STAGE_HEADERS)
        headers[4], headers[5] = "行使层级", "行使权限"
        for column, (header, value) in enumerate(zip(headers, values)):
            if column in STAGE_COLUMNS:
                value = [stage[column - 6] for stage in stages]
                text += f"{mark}{header}:\n" + "".join(f"      - '{line}'\n" for line in value)
            elif len(lines(value)) > 1:
                text += f"{mark}{header}: |-\n" + "".join(f"      {line}\n" for line in value)
            else:
                text += f"{mark}{header}: '{lines(value)[0]}'\n"
            mark = "    "
    return text


def soffice(source, target, *options, out=OUT):
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{home}", "--headless", *options, "--convert-to", target,
             "--outdir", str(out), str(source)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    (OUT / "list.html").write_text(page(), encoding="utf-8")
    (OUT / "list.md").write_text(markdown(), encoding="utf-8")
    (OUT / "list.yaml").write_text(yaml(), encoding="utf-8")
    (OUT / "stages.html").write_text(stage_page(), encoding="utf-8")
    (OUT / "stages.md").write_text(stage_markdown(), encoding="utf-8")
    (OUT / "stages.yaml").write_text(stage_yaml(), encoding="utf-8")
    for name in ["list", "stages"]:
        soffice(OUT / f"{name}.html", "docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)")
        soffice(OUT / f"{name}.docx", "doc:MS Word 97")
    csv = "csv:Text - txt - csv (StarCalc):44,34,76"
    with tempfile.TemporaryDirectory() as folder:
        for name, write in [("list", workbook), ("stages", stage_workbook)]:
            made = pathlib.Path(folder) / f"{name}.xlsx"
            write(made)
            for target in ["xlsx:Calc MS Excel 2007 XML", "xls:MS Excel 97", "ods", csv]:
                soffice(made, target)
        rows = pathlib.Path(folder) / "rows.html"
        shutil.copy(OUT / "list.html", rows)
        soffice(rows, "ods", "--infilter=calc_HTML_WebQuery")
    for target in ["xlsx:Calc MS Excel 2007 XML", csv]:
        soffice(OUT / "rows.ods", target)


if __name__ == "__main__":
    main()
