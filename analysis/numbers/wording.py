"""What a record is called, in the language of the reader."""

from pci.models import choose_wording


class HasName:
    __slots__ = ()
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        return choose_wording(self.name_vi, self.name_en)


class HasLabel:
    __slots__ = ()
    label_vi: str
    label_en: str

    @property
    def label(self) -> str:
        return choose_wording(self.label_vi, self.label_en)


class HasText:
    __slots__ = ()
    text_vi: str
    text_en: str

    @property
    def text(self) -> str:
        return choose_wording(self.text_vi, self.text_en)


class HasTitle:
    __slots__ = ()
    title_vi: str
    title_en: str

    @property
    def title(self) -> str:
        return choose_wording(self.title_vi, self.title_en)
