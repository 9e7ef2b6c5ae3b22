"""What a screen reader needs of a PDF (PDF/UA-1, as far as pikepdf can tell)."""

import io

import pikepdf


def find_faults(content: bytes) -> list[str]:
    """Name what is missing: structure, language, title, a text for every picture."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root, found = pdf.Root, []
        if "/StructTreeRoot" not in root or not root.get("/MarkInfo", {}).get("/Marked"):
            return ["no structure"]
        if not str(root.get("/Lang", "")):
            found.append("no language")
        if not str(pdf.docinfo.get("/Title", "")):
            found.append("no title")
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            found.append("its title is not shown")
        silent = [one for one in find_figures(pdf) if not str(one.get("/Alt", "")).strip()]
        return found + ["a picture without a text"] * len(silent)


def find_figures(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """Every picture of the structure, wherever it stands."""
    waiting, found = [pdf.Root.StructTreeRoot], []
    while waiting:
        node = waiting.pop()
        kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else []
        kids = kids if isinstance(kids, pikepdf.Array) else [kids]
        waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
        if isinstance(node, pikepdf.Dictionary) and node.get("/S") == "/Figure":
            found.append(node)
    return found
