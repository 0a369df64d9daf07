#!/usr/bin/env python3
"""Make the small fonts of the printed forms from Debian's fonts-noto-cjk: static_vendor/fonts/Portal*.ttf.

Why: the whole Noto fonts are 20 MB each and CFF; a print made with them is four times the size and takes twice the
memory of one made with a TrueType subset. The subset holds GB 2312, the characters of names and places outside it
and the signs of paper forms; for anything rarer the printer falls back on the installed Noto and says so in the log.
The families are renamed because the SIL Open Font License reserves the original names for unchanged fonts.

    scripts/build_fonts.py            build what is missing or out of date
    scripts/build_fonts.py --check    exit 1 when something is missing or out of date
"""

from __future__ import annotations

import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path("/usr/share/fonts/opentype/noto")
LICENCE = Path("/usr/share/doc/fonts-noto-cjk/copyright")
TARGET = ROOT / "static_vendor" / "fonts"
STAMP = TARGET / "fonts.json"
MAX_ERROR = 2.0  # of 1000 units per em: 0.008 mm at the size of the forms

# What maxp counts of TrueType instructions and composite glyphs: the subset has none.
UNHINTED = (
    "TwilightPoints",
    "Storage",
    "FunctionDefs",
    "InstructionDefs",
    "StackElements",
    "SizeOfInstructions",
    "ComponentElements",
    "ComponentDepth",
)


@dataclass(frozen=True)
class Face:
    file: str
    source: str
    source_family: str
    family: str
    weight: str


FACES = (
    Face("PortalSong-Regular.ttf", "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", "Portal Song", "Regular"),
    Face("PortalHei-Regular.ttf", "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", "Portal Hei", "Regular"),
    Face("PortalHei-Bold.ttf", "NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", "Portal Hei", "Bold"),
)

# Outside GB 2312: characters seen in names of people, firms and streets, and the signs of paper forms.
NAME_CHARACTERS = (
    "喆堃垚翀赟玥彧珺琎璟旻昇煜熠燚焜堉埈垟塱嫄嬅孖屾峣崟嵘嶶巘弢彣忞悰惢憓懿昉昕昳晗晞晧暐暲曌曦朤枨栐桄桢梓棽楒楠榕樑"
    "橦檑欻氿汭沄沚泂泓洺浛浠浥涢淏淐淼渟湉湜滢滪漪潆潞澍澔濛瀞灏灥炆炘炜炫烔烜烨焓焱煊熀燊爔牂犇玎玏玙玚玠玢玮珂珅珈珑珞珣珩珮"
    "珲琀琇琚琤琨琬琭琮琰瑀瑄瑆瑗瑢瑨瑭瑱瑷璁璆璇璈璘璠璥璧璩瓅甡甯畇畯疃皛皞睿瞾矅砼硚碶祎祐祯禛禤穠窣竑筱筠筼箐箬絜綦縠翚翯翾"
    "芃芮芷苒茜荃荑荞莘莜莳莼菀菂菡菲萱葳蒨蓁蓥蔺蕤蕴薇薏蘅虓虢蚬衎裎褀訢訚誠諴謇讷谞貟贇赑赪跞轱迺遆邗邠邡邰郃郄郐郛郦鄞酆"
    "鈊釗鈞鋆錡鎏鏐钇钊钰钲铖铠铭锜锟锳锴镕镠镡镭闳闿陞陟隽雒雩霈霖霭靑靖韡韫顼頔颀飏馥駪驭骉骊骋骎骕髙鬯鲲鳯鹂鹓鹔麒黉黻鼐龑龢"
    "熳啰咘唎啟囍塆塝奡嫚尛峼崐崘嵎嶺巿桠椙榃檵泖涇漷濬灣煠瑠瓖畈畲砯硖磻祙窰竪粁脗舖芘荘蔴蛏街裏逺邨鄂鎮镟閘閣陂陳隄雲饸鳀"
    "昶劼勍勖勚匂卲厍叆吔呔堺塭墘夼奣妘姲姵婳媖孆崃崚崧帡庹廑弆怹愔扽昪晈晔暄暘"
)
SIGNS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "°±²³·×÷àáèéêìíòóùúüāēěīńňōūǎǐǒǔǖǘǚǜ–—―‘’“”†‡•…‰′″※℃№™←↑→↓∑−√∞≈≠≤≥⊕⊙"
    + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳■□▲△▼▽◆◇○◎●★☆☐☑☒♀♂✓✔✕"
    + "\u3000、。〃々〇〈〉《》「」『』【】〒〓〔〕〖〗〜ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩㎎㎏㎜㎝㎞㎡㎥㏄￥¥§¶©®"
    + "".join(map(chr, range(0xFF01, 0xFF5F)))
)


def characters() -> set[int]:
    """Code points of the subset: GB 2312 (6 763 Han and 682 others), names, signs."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    gb2312 = "".join(pair.decode("gb2312", "ignore") for pair in pairs)
    return set(map(ord, gb2312 + NAME_CHARACTERS + SIGNS))


def build(face: Face) -> tuple[str, int]:
    """Subset, convert to TrueType, rename, save under a temporary name and put in place; gives file and bytes."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    collection = TTCollection(SOURCES / face.source, lazy=True)
    font = next(one for one in collection.fonts if one["name"].getDebugName(1) == face.source_family)
    options = subset.Options(layout_features=["kern"], hinting=False, notdef_outline=True, name_IDs=[0, 5, 13, 14])
    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    to_truetype(font)
    add_boxes(font, stroke=85 if face.weight == "Bold" else 60)
    rename(font, face)
    path = TARGET / face.file
    partial = path.with_suffix(".part")
    font.save(partial)
    partial.replace(path)
    return face.file, path.stat().st_size


def to_truetype(font) -> None:
    """Replace the cubic outlines of `CFF ` by quadratic ones in `glyf`."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, drawn, converted = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(drawn)
        drawn[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        converted[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = order, converted
    for name, glyph in converted.items():
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in UNHINTED:
        setattr(maxp, f"max{field}", 0)
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\000\001\000\000"


def add_boxes(font, stroke: int) -> None:
    """☐ and ☑, which Noto CJK does not have: without them the renderer would take whatever font the machine offers."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    left, bottom, right, top = 90, -40, 910, 780
    outside = [(left, bottom), (left, top), (right, top), (right, bottom)]
    inside = [(left + stroke, bottom + stroke), (right - stroke, bottom + stroke),
              (right - stroke, top - stroke), (left + stroke, top - stroke)]  # fmt: skip
    tick = [(215, 385), (285, 455), (435, 290), (735, 655), (805, 590), (440, 150)]
    for code, name, contours in ((0x2610, "box", (outside, inside)), (0x2611, "boxticked", (outside, inside, tick))):
        pen = TTGlyphPen(None)
        for first, *others in contours:
            pen.moveTo(first)
            for point in others:
                pen.lineTo(point)
            pen.closePath()
        glyph = pen.glyph()
        font["glyf"][name] = glyph
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (1000, left)
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def rename(font, face: Face) -> None:
    names = font["name"]
    full = f"{face.family} {face.weight}"
    postscript = f"{face.family.replace(' ', '')}-{face.weight}"
    for name_id, text in {1: face.family, 2: face.weight, 3: f"{full} subset", 4: full, 6: postscript}.items():
        names.setName(text, name_id, 3, 1, 0x409)


def fingerprint() -> str:
    """Changes when this script or Debian's fonts change."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for face in FACES:
        path = SOURCES / face.source
        if not path.is_file():
            raise SystemExit(f"{path} is missing: apt-get install fonts-noto-cjk (scripts/run does)")
        digest.update(f"{face.source}:{path.stat().st_size}".encode())
    return digest.hexdigest()


def is_current(wanted: str) -> bool:
    if not STAMP.is_file() or not all((TARGET / face.file).is_file() for face in FACES):
        return False
    return json.loads(STAMP.read_text("utf-8")).get("fingerprint") == wanted


def main(arguments: list[str]) -> int:
    wanted = fingerprint()
    if is_current(wanted):
        print(f"fonts: {len(FACES)} files up to date")
        return 0
    if "--check" in arguments:
        print("fonts: out of date, run scripts/build_fonts.py")
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor() as pool:
        sizes = dict(pool.map(build, FACES))
    if LICENCE.is_file():
        (TARGET / "LICENCE.txt").write_bytes(LICENCE.read_bytes())
    STAMP.write_text(json.dumps({"fingerprint": wanted, "bytes": sizes}, indent=1) + "\n", "utf-8")
    print("fonts: " + ", ".join(f"{file} {size // 1024} kB" for file, size in sizes.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
