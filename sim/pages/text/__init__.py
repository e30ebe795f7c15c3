"""Every text that a person sees on a page, by part and language: one folder a language, one file a part."""

from sim.pages.text.catalogue import ENGLISH as ENGLISH
from sim.pages.text.catalogue import checked_language as checked_language
from sim.pages.text.catalogue import languages as languages
from sim.pages.text.catalogue import page_texts as page_texts
from sim.pages.text.catalogue import parts as parts
from sim.pages.text.catalogue import texts as texts

__all__ = ["ENGLISH", "checked_language", "languages", "page_texts", "parts", "texts"]
