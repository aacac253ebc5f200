"""What a typed request is about, by its words: the form suggests it, whoever types it may choose another."""

from core.normalise import fold
from servicedesk.models import Category, CategoryWord

OTHER = "OTHER"


def words_in_use():
    """(word, category code) of the categories in use, to be read with other things; see `by_length`."""
    return CategoryWord.objects.filter(category__is_active=True).values_list("word", "category_id")


def category_words():
    """[(word, category code)] of the categories in use, the longest word first."""
    return by_length(words_in_use())


def by_length(rows):
    """The longest word first."""
    return sorted(((fold(word), code) for word, code in rows), key=lambda pair: (-len(pair[0]), pair[0]))


def category_of(text, words=None, codes=None):
    """The category of the longest word found in a text; else 其他, else the last one in use."""
    folded = fold(text)
    found = next(
        (code for word, code in (category_words() if words is None else words) if word in folded), ""
    )
    if found:
        return found
    codes = codes or list(Category.objects.filter(is_active=True).values_list("code", flat=True))
    return OTHER if OTHER in codes else codes[-1]
