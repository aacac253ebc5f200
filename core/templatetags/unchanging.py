"""Parts of a page that are the same again and again: `{% unchanging "foot" park.name %}…{% endunchanging %}`.

Rendered once per process, language and value of the words behind the name; whatever the part depends on stands there. An
empty value says nothing: such a part is rendered anew. It may hold nothing of one request only: no CSRF token, no
message.
"""

from collections import OrderedDict

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 2_000  # parts, of a few KB each
_kept = OrderedDict()


class UnchangingNode(template.Node):
    """The part. The eldest is forgotten when there are too many."""

    def __init__(self, name, depends_on, nodelist):
        self.name, self.depends_on, self.nodelist = name, depends_on, nodelist

    def render(self, context):
        """What was kept, or what the nodes give now."""
        values = [str(each.resolve(context)) for each in self.depends_on]
        if "" in values:
            return self.nodelist.render(context)
        key = (self.name, get_language(), *values)
        kept = _kept.get(key)
        if kept is None:
            kept = _kept[key] = SafeString(self.nodelist.render(context))
            if len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return kept


@register.tag
def unchanging(parser, token):
    """See the module."""
    _tag, name, *words = token.split_contents()
    nodelist = parser.parse(("endunchanging",))
    parser.delete_first_token()
    return UnchangingNode(name.strip("\"'"), [parser.compile_filter(word) for word in words], nodelist)
