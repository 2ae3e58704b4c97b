"""How the sheet for paper looks: A4, wide margins, borders instead of colours, Chinese fonts by their names."""

from __future__ import annotations

STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm;
  @bottom-center { content: counter(page) " / " counter(pages); font-size: 9pt; } }
* { box-sizing: border-box; }
html { color: #000; background: #fff; }
body { margin: 0 auto; max-width: 180mm; font: 10pt/1.45 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei",
  "PingFang SC", "WenQuanYi Micro Hei", "SimSun", sans-serif; overflow-wrap: anywhere; }
main + main { break-before: page; }
h1 { font-size: 18pt; line-height: 1.3; margin: 0; }
h2 { font-size: 13pt; margin: 5mm 0 2mm; padding-bottom: 1mm; border-bottom: 1.5pt solid #000; break-after: avoid; }
h3 { font-size: 11pt; font-weight: normal; margin: 0 0 1mm; break-after: avoid; }
h4 { font-size: 10pt; margin: 1.5mm 0 0.5mm; break-after: avoid; }
p { margin: 0 0 1mm; orphans: 2; widows: 2; }
ul { margin: 0; padding-left: 5mm; }
li { break-inside: avoid; }
table { width: 100%; border-collapse: collapse; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 0.7mm 2mm; text-align: left; vertical-align: top; }
th { width: 28mm; font-weight: bold; }
article { border: 0.75pt solid #000; padding: 2mm 3mm; margin: 0 0 2.5mm; break-inside: avoid; }
.meta { margin: 1mm 0 0; }
.small { font-size: 9pt; line-height: 1.4; }
.caller { border-left: 2.5pt solid #000; padding-left: 2.5mm; white-space: pre-line; }
.samples { font-size: 9.5pt; }
.model { border: 0.5pt dashed #000; padding: 0.7mm 2mm; margin: 1.2mm 0 0; }
.next { margin-top: 1mm; }
.blank { height: 10mm; }
.line { height: 7mm; border-bottom: 0.5pt dotted #000; }
@media screen { body { padding: 8mm; } }
""".strip()
