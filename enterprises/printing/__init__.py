"""一企一档 on paper: the whole archive of an enterprise as a page that prints on A4, and as a Word file."""

from enterprises.printing.dossier import dossier
from enterprises.printing.word import write_word

__all__ = ["dossier", "write_word"]
