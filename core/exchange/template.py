"""The template of an import: headings with notes, drop-downs, an example row, and a sheet that says how to fill it in."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.exchange import sheets
from core.exchange.kinds import Code, Day, Lines
from core.exchange.reading import EXAMPLE, MOST_ROWS
from core.exchange.sheets import dress_head, saved, sheet_name, width_of

ROWS = 1000  # rows with a drop-down
LONGEST_LIST = 250  # characters Excel takes for a list that stands in the rule itself
NEEDED_INK = "FFB3261E"


def template_of(exchange):
    """A temporary file at its beginning."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page, lists, guide = (
        book.active,
        book.create_sheet(sheet_name(_("Lists"))),
        book.create_sheet(sheet_name(_("How to fill it in"))),
    )
    page.title = sheet_name(exchange.label)
    used = 0
    for place, column in enumerate(exchange.columns, start=1):
        letter = get_column_letter(place)
        head = dress_head(
            page[f"{letter}1"], heading(column), NEEDED_INK if column.required else sheets.HEAD_INK
        )
        note = note_of(column)
        head.comment = Comment(note, "", width=320, height=90 + 18 * (len(note) // 24))
        example = page[f"{letter}2"]
        example.value = example_of(column, first=place == 1)
        example.font = Font(italic=True, color="FF6B7A80")
        page.column_dimensions[letter].width = max(width_of([heading(column), column.example]), 12)
        style_column(page, letter, column)
        used = add_list(book, page, lists, letter, column, exchange, used)
    page.freeze_panes = "B2"
    page.row_dimensions[1].height = 32
    lists.sheet_state = "hidden"
    fill_guide(guide, exchange)
    return saved(book)


def heading(column):
    """The heading; a star for what is needed."""
    return f"{column.header}*" if column.required else str(column.header)


def example_of(column, *, first):
    """An example; the first column marks the row, which is not imported."""
    words = str(column.example) if column.example not in (None, "") else ""
    return f"{EXAMPLE}{words}" if first else words or None


def note_of(column):
    """What stands in the note of a heading."""
    parts = [_("Needed.") if column.required else _("May be left empty.")]
    if column.note:
        parts.append(str(column.note))
    if isinstance(column.kind, Day):
        parts.append(_("A day like 2026-01-05."))
    if isinstance(column.kind, Lines):
        parts.append(_("Several are parted by 、."))
    if column.fixed:
        parts.append(_("Only for new rows."))
    return " ".join(parts)


def style_column(page, letter, column):
    """Codes and days keep the form they are typed in."""
    if isinstance(column.kind, Day):
        number_format = sheets.DAY
    elif isinstance(column.kind, Code):
        number_format = sheets.TEXT
    else:
        return
    page.column_dimensions[letter].number_format = number_format
    for row in range(3, 203):
        page[f"{letter}{row}"].number_format = number_format


def add_list(book, page, lists, letter, column, exchange, used):
    """A drop-down for a column with choices; long lists stand on a hidden sheet. Returns how many lists stand there."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = [str(word) for word in column.kind.choices(exchange.context)]
    if not words:
        return used
    plain = ",".join(words)
    if len(plain) <= LONGEST_LIST and not any("," in word or '"' in word for word in words):
        source = f'"{plain}"'
    else:
        used += 1
        place = get_column_letter(used)
        for row, word in enumerate(words, start=1):
            lists[f"{place}{row}"] = word
            lists[f"{place}{row}"].data_type = "s"
        source = f"='{lists.title}'!${place}$1:${place}${len(words)}"
    rule = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    rule.promptTitle, rule.prompt = str(column.header)[:32], _("Choose from the list, or type.")
    rule.showInputMessage = True
    page.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{ROWS + 1}")
    return used


def fill_guide(guide, exchange):
    """What each column means, and what happens to the file."""
    from openpyxl.styles import Alignment, Font

    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 26, 10
    guide.column_dimensions["C"].width, guide.column_dimensions["D"].width = 64, 34
    limit = ngettext("At most %(n)s row at once.", "At most %(n)s rows at once.", MOST_ROWS)
    rules = [
        _("Fill in one row for each; row 2 is an example and is not imported."),
        str(exchange.key_words),
        _("An empty cell changes nothing; “清空” empties what is there."),
        _(
            "After sending the file you see what will be created and what changed; nothing is entered before that."
        ),
        _("What cannot be understood comes back in your own file, with a red column at the right."),
        limit % {"n": f"{MOST_ROWS:,}"},
    ]
    for rule in filter(None, rules):
        guide.append([rule])
    guide.append([])
    guide.append([_("Column"), _("Needed"), _("What to write"), _("Example")])
    for each in guide[guide.max_row]:
        each.font = Font(bold=True)
    for column in exchange.columns:
        words = column.kind.choices(exchange.context)
        note = note_of(column)
        if 0 < len(words) <= 20:
            note += " " + "、".join(str(word) for word in words)
        guide.append(
            [str(column.header), _("yes") if column.required else _("no"), note, str(column.example or "")]
        )
        for each in guide[guide.max_row]:
            each.alignment = Alignment(wrap_text=True, vertical="top")
            each.data_type = "s" if each.value else each.data_type
