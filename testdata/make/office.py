#!/usr/bin/env python3
"""Makes the sample files of testdata/office with the programs that offices use.

    python3 testdata/make/office.py

Needs openpyxl, xlwt, python-docx and LibreOffice (soffice). Everything in the files is invented: the city of
江州, its departments and its list; only titles and article numbers of laws are real.
"""

import copy
import datetime
import pathlib
import shutil
import subprocess
import tempfile
import zipfile

import docx
import openpyxl
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

OUT = pathlib.Path(__file__).resolve().parent.parent / "office"

TITLE = "江州市林业局权责清单"
# Name, class, basis, actor, office, level, powers, duties, cases.
ITEMS = [
    (
        "对擅自移动森林防火标志的处罚",
        "行政处罚",
        "《森林防火条例》第四十八条",
        "市林业\n局",
        "森林资源\n管理科",
        "市级",
        "负责市本级案件的查处",
        [
            "1.立案责任：发现线索，符合条件的及时立案。",
            "2.调查责任：执法人员不少于两人，出示执法证件。",
            "3.决定责任：自立案之日起九十日内作出决定。",
        ],
        "1.应当立案而不立案的；\n2.执法人员少于两人的。",
    ),
    (
        "林木采伐\n许可",
        "行政许可",
        "《中华人民共和国森林法》第五十六条、第五十七条",
        "市林业局",
        "行政审批科",
        "市级、区级",
        "市级负责跨区的采伐许可",
        [
            "1.受理责任：一次性告知需要补正的全部内容。",
            "2.审查责任：对材料进行实质审查，必要时现场查验。",
        ],
        "1.对符合条件的申请不予受理的。",
    ),
    (
        "对野生植物保护的监督检查",
        "行政检查",
        "《中华人民共和国野生植物保护条例》第二十条",
        "市林业局",
        "野生动植物保护科",
        "市级",
        "负责市本级的检查",
        ["1.检查责任：按年度计划检查，记录检查情况。"],
        "1.不开展检查的；\n3.发现问题不处理的。",
    ),
]
HEADERS = ["序号", "事项名称", "权力类型", "实施依据", "行使主体", "承办机构", "责任事项", "追责情形", "备注"]


def soffice(source, target, out=OUT):
    """Converts `source` with LibreOffice to the extension (or filter) `target`."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{home}", "--headless", "--convert-to", target,
             "--outdir", str(out), str(source)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wide_workbook():
    """A list as offices lay it out: title rows, two-row header, items over merged rows, filler, notes."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "权责清单（3项）"
    sheet["A1"] = TITLE
    sheet.merge_cells("A1:L1")
    sheet["A2"] = "（2024年）"
    sheet.merge_cells("A2:L2")
    headers = ["序 号", "事项\n名称", "权力\n类型", "实施依据", "行使\n主体", "承办\n机构", "实施层级及权限", None,
               "责任事项", "追责情形", "公布日期", "收费比例"]
    for column, header in enumerate(headers, 1):
        if header:
            sheet.cell(3, column, header).font = Font(bold=True)
    sheet["G4"], sheet["H4"] = "层级", "权限"
    for column in "ABCDEFIJKL":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.merge_cells("G3:H3")
    row = 5
    for number, (name, power, basis, actor, office, level, scope, duties, cases) in enumerate(ITEMS, 1):
        last = row + len(duties) - 1
        values = {1: number, 2: name, 3: power, 4: basis, 5: actor, 6: office, 7: level, 8: scope, 10: cases}
        for column, value in values.items():
            sheet.cell(row, column, value)
        sheet.cell(row, 11, datetime.date(2024, 7, 15)).number_format = 'yyyy"年"m"月"d"日"'
        sheet.cell(row, 12, 0.35 if number == 2 else 0).number_format = "0.0%;;\"不收费\""
        for offset, duty in enumerate(duties):
            sheet.cell(row + offset, 9, duty)
        if last > row:
            for column in [*range(1, 9), 10, 11, 12]:
                sheet.merge_cells(start_row=row, end_row=last, start_column=column, end_column=column)
        row = last + 1
    red = InlineFont(color="FFFF0000", b=True)
    sheet["D5"] = CellRichText("《森林防火", TextBlock(red, "条例》第四十"), "八条")
    sheet.cell(row, 1, "备注：本清单自公布之日起施行。")
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=12)
    line = Border(*(Side(style="thin") for _ in range(4)))
    for cells in sheet.iter_rows(min_row=3, max_row=row + 3, max_col=14):
        for cell in cells:
            cell.border = line
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet["C5"].fill = PatternFill("solid", fgColor="FFDDEEFF")
    sheet["B5"].comment = Comment("请科室核对名称", "张科长")
    sheet.row_dimensions[10].hidden = True
    sheet.column_dimensions["L"].hidden = True
    sheet.column_dimensions["B"].width = 18
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "3:4"
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.conditional_formatting.add(
        "A5:A9", openpyxl.formatting.rule.CellIsRule(operator="greaterThan", formula=["2"], font=Font(bold=True)))
    old = book.create_sheet("作废")
    old["A1"] = "旧清单，不再公布"
    old["A2"] = "=1/0"
    old["A3"] = "=SUM(1,2)"
    old.sheet_state = "hidden"
    book.create_sheet("空表")
    with tempfile.TemporaryDirectory() as folder:
        # Formulas get their results from LibreOffice; the parts it does not know are of no interest here.
        made = pathlib.Path(folder) / "wide.xlsx"
        book.save(made)
        shutil.copy(made, OUT / "wide.xlsx")
        for target in ["ods", "xls"]:
            soffice(made, target)
        soffice(made, "xlsx:Calc MS Excel 2007 XML", OUT / "libreoffice")


def margins_workbook():
    """A workbook with page headers and footers: text, and what the program fills in."""
    book = openpyxl.Workbook()
    for name in ["行政许可", "行政处罚"]:
        sheet = book.active if name == "行政许可" else book.create_sheet()
        sheet.title = name
        sheet.append(HEADERS[:3])
        sheet.append([1, "林木采伐许可" if name == "行政许可" else "对擅自移动森林防火标志的处罚", name])
        sheet.oddHeader.center.text = TITLE
        sheet.oddHeader.center.size = 14
        sheet.oddHeader.right.text = "&[Tab]"
        sheet.oddFooter.left.text = "联系人&&电话：0000-1234567"
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    book.save(OUT / "margins.xlsx")
    for target in ["ods", "xls"]:
        soffice(OUT / "margins.xlsx", target)


def old_workbook():
    """A workbook of Excel 97 by another writer, with numbers of every kind of record."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("行政处罚（1项）")
    bold = xlwt.easyxf("font: bold on; borders: left thin, right thin, top thin, bottom thin")
    sheet.write_merge(0, 0, 0, 5, TITLE, bold)
    for column, header in enumerate(["序号", "事项名称", "权力类型", "公布日期", "编码", "责任事项"]):
        sheet.write(1, column, header, bold)
    date = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    code = xlwt.easyxf(num_format_str="000000")
    sheet.write_merge(2, 3, 0, 0, 1)
    sheet.write_merge(2, 3, 1, 1, "对擅自移动森林\n防火标志的处罚")
    sheet.write_merge(2, 3, 2, 2, "行政处罚")
    sheet.write(2, 3, datetime.date(2024, 7, 15), date)
    sheet.write(3, 3, 1234.5)
    sheet.write(2, 4, 42, code)
    sheet.write(3, 4, "", bold)
    sheet.write_rich_text(2, 5, ["1.立案", ("责任", xlwt.easyfont("color red")), "：及时立案。"])
    sheet.write(3, 5, "2.调查责任：" + "两人以上，出示证件。" * 20)
    sheet.write(4, 0, True)
    sheet.row(4).hidden = True
    sheet.col(4).hidden = True
    # Enough strings that the shared string table is continued over records.
    other = book.add_sheet("附表")
    for row in range(300):
        other.write(row, 0, f"第{row + 1}号" + "江州市林业局内设机构职责分工说明" * (row % 7 + 1))
    other.visibility = 1
    book.save(str(OUT / "xlwt.xls"))


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def numbering(document):
    """Adds the numbering 一、 / （一） / 1. to the document."""
    part = document.part.numbering_part.element
    part.append(parse_xml(
        f'<w:abstractNum {W} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
        "</w:abstractNum>"))
    # Definitions must stand before instances.
    definition = part[-1]
    first = part.find(qn("w:num"))
    if first is not None:
        part.remove(definition)
        first.addprevious(definition)
    part.append(parse_xml(f'<w:num {W} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    part.append(parse_xml(
        f'<w:num {W} w:numId="92"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"))


def numbered(paragraph, level, number=91):
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'))
    return paragraph


def document():
    """A document with everything that stands in real ones."""
    made = docx.Document()
    numbering(made)
    made.add_heading(TITLE, 1)
    numbered(made.add_paragraph("主要职责"), 0)
    numbered(made.add_paragraph("贯彻林业法律法规。"), 1)
    numbered(made.add_paragraph("负责森林防火。"), 1)
    numbered(made.add_paragraph("权责事项"), 0)

    # A card: merged cells, a nested table, numbered duties.
    card = made.add_table(rows=5, cols=4)
    card.style = "Table Grid"
    card.cell(0, 0).text = "事项名称"
    card.cell(0, 1).merge(card.cell(0, 3)).text = "对擅自移动森林防火标志的处罚"
    card.cell(1, 0).text = "权力类型"
    card.cell(1, 1).text = "行政处罚"
    card.cell(1, 2).text = "承办机构"
    card.cell(1, 3).text = "森林资源管理科"
    duties = card.cell(2, 0).merge(card.cell(3, 0))
    duties.text = "责任事项"
    right = card.cell(2, 1).merge(card.cell(2, 3))
    numbered(right.paragraphs[0], 2).add_run("立案责任：发现线索，及时立案。")
    numbered(right.add_paragraph("调查责任："), 2).add_run("两人以上").bold = True
    right.paragraphs[-1].add_run("，出示 A&B <证件>。")
    lower = card.cell(3, 1).merge(card.cell(3, 3))
    lower.text = "环节如下："
    inner = lower.add_table(rows=2, cols=2)
    inner.cell(0, 0).text = "办理环节"
    inner.cell(0, 1).text = "责任科室"
    inner.cell(1, 0).text = "立案"
    inner.cell(1, 1).text = "森林资源\n管理科"
    lower.add_paragraph("以上环节依法公开。")
    card.cell(4, 0).text = "追责情形"
    last = card.cell(4, 1).merge(card.cell(4, 3))
    numbered(last.paragraphs[0], 2, 92).add_run("应当立案而不立案的；")
    numbered(last.add_paragraph("执法人员少于两人的。"), 2, 92)

    # Tracked changes, a hyperlink, a field, a control, a tab and breaks.
    paragraph = made.add_paragraph("监督电话：")
    paragraph._p.append(parse_xml(
        f'<w:del {W} w:id="1" w:author="张科长" w:date="2024-07-01T08:00:00Z"><w:r><w:delText>0000-1234567</w:delText></w:r></w:del>'))
    paragraph._p.append(parse_xml(
        f'<w:ins {W} w:id="2" w:author="张科长" w:date="2024-07-01T08:00:00Z"><w:r><w:rPr><w:b/></w:rPr><w:t>0000-7654321</w:t></w:r></w:ins>'))
    paragraph = made.add_paragraph("依据见")
    link = made.part.relate_to("https://example.invalid/fagui", docx.opc.constants.RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(parse_xml(
        f'<w:hyperlink {nsdecls("w", "r")} r:id="{link}"><w:r><w:t>《森林防火条例》</w:t></w:r></w:hyperlink>'))
    paragraph.add_run("第")
    for piece in [
        '<w:fldChar w:fldCharType="begin"/>', '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>', "<w:t>48</w:t>", '<w:fldChar w:fldCharType="end"/>',
    ]:
        paragraph._p.append(parse_xml(f"<w:r {W}>{piece}</w:r>"))
    paragraph._p.append(parse_xml(
        f'<w:r {W}><w:t>条</w:t><w:tab/><w:t>甲</w:t><w:br/><w:t xml:space="preserve">乙 丙</w:t><w:br w:type="page"/></w:r>'))
    paragraph._p.append(parse_xml(
        f'<w:sdt {W}><w:sdtPr><w:alias w:val="不是正文"/></w:sdtPr><w:sdtContent><w:r><w:t>（控件文字）</w:t></w:r></w:sdtContent></w:sdt>'))
    paragraph._p.append(parse_xml(
        f'<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>隐藏的内部意见</w:t></w:r>'))
    # The mark at the end of the first paragraph is deleted: both are one when accepted.
    paragraph = made.add_paragraph("前半句，")
    paragraph._p.get_or_add_pPr().append(parse_xml(
        f'<w:rPr {W}><w:del w:id="3" w:author="张科长" w:date="2024-07-01T08:00:00Z"/></w:rPr>'))
    made.add_paragraph("后半句。")
    # A text box, in both ways of drawing it.
    box = "<w:txbxContent><w:p><w:r><w:t>附件一</w:t></w:r></w:p></w:txbxContent>"
    made.add_paragraph("文本框在此。")._p.append(parse_xml(
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:inline><wp:extent cx="1440000" cy="360000"/><wp:docPr id="7" name="文本框 7"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/>'
        '<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1440000" cy="360000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f'<mc:Fallback><w:pict><v:shape type="#_x0000_t202" style="width:100pt;height:30pt"><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"))
    note = made.add_paragraph("本清单自公布之日起施行。")
    note._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    made.sections[0].header.paragraphs[0].text = "江州市林业局"
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.docx"
        made.save(plain)
        with_footnote(plain, OUT / "document.docx")
    soffice(OUT / "document.docx", "doc:MS Word 97")


def with_footnote(source, target):
    """Adds the part of the footnotes, which python-docx does not write."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    content = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    footnotes = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:footnotes {W}>'
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>解释权归市林业局。</w:t></w:r></w:p></w:footnote></w:footnotes>')
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            text = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                text = text.replace(b"</Types>", f'<Override PartName="/word/footnotes.xml" ContentType="{content}"/></Types>'.encode())
            if entry.filename == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", f'<Relationship Id="rId900" Type="{kind}" Target="footnotes.xml"/></Relationships>'.encode())
            new.writestr(entry.filename, text)
        new.writestr("word/footnotes.xml", footnotes)


def slips_workbook():
    """A list with slips that are corrected in place: shared and rich strings, formulas, a merged area with text beneath."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "清单"
    for column, header in enumerate(["序号", "事项名称", "权力类型", "实施依据", "责任事项", "追责情形"], 1):
        sheet.cell(1, column, header).font = Font(bold=True)
    duty = "1.立案责任:发现线索的,及时立案。\n2.调查责任：依法給予处分"
    rows = [
        (1, "对擅自移动森林防火标志的处罚", "行政处罚", "《森林防火条例》第四十八條", duty, "1.应当立案而不立案的；"),
        (2, "对违反规定用火的处罚", "行政处罚", "《森林防火条例》第四十八條", duty, "1.应当立案而不立案的；"),
        (3, "林木采伐许可", "行政许可", None, "1.受理责任：一次性告知需要补正的全部内容。", None),
    ]
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value).alignment = Alignment(wrap_text=True)
    red = InlineFont(color="FFFF0000", b=True)
    sheet["D4"] = CellRichText("《中华人民共和国森林法》第五十六", TextBlock(red, "條"), "、第五十七條")
    sheet["F4"] = '="对符合條件的申请不予受理的" & "。"'
    sheet["B4"].comment = Comment("请科室核对", "张科长")
    sheet.column_dimensions["E"].width = 40
    notes = book.create_sheet("说明")
    notes["A1"] = duty
    notes["B1"] = "=清单!A2+1"
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "slips.xlsx"
        book.save(made)
        shutil.copy(made, OUT / "slips.xlsx")
        soffice(made, "xlsx:Calc MS Excel 2007 XML", OUT / "libreoffice")
        for target in ["ods", "xls"]:
            soffice(made, target)


def slips_document():
    """A card with slips that are corrected in place, over runs of different formats."""
    made = docx.Document()
    numbering(made)
    made.add_heading(TITLE, 1)
    card = made.add_table(rows=5, cols=2)
    card.style = "Table Grid"
    labels = ["事项名称", "权力类型", "实施依据", "责任事项", "追责情形"]
    for row, label in enumerate(labels):
        card.cell(row, 0).text = label
    card.cell(0, 1).text = "对擅自移动森林防火标志的处罚"
    card.cell(1, 1).text = "行政处罚"
    basis = card.cell(2, 1).paragraphs[0]
    basis.add_run("《森林防火条例》第四十八")
    basis.add_run("條").bold = True
    duties = card.cell(3, 1)
    first = numbered(duties.paragraphs[0], 2)
    first.add_run("立案责任")
    first.add_run(":").italic = True
    first.add_run("发现线索的,及时立案。")
    second = numbered(duties.add_paragraph("调查责任：依法"), 2)
    second.add_run("給").bold = True
    second.add_run("予处分。")
    card.cell(4, 1).text = "应当立案而不立案的；"
    made.sections[0].header.paragraphs[0].text = "江州市林業局"
    made.save(OUT / "slips.docx")
    soffice(OUT / "slips.docx", "docx:MS Word 2007 XML", OUT / "libreoffice")


def main():
    OUT.mkdir(exist_ok=True)
    wide_workbook()
    margins_workbook()
    old_workbook()
    document()
    slips_workbook()
    slips_document()


if __name__ == "__main__":
    main()
