"""Which faults a module can have: a sign turned, a limit moved, a line or a condition left out."""

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Pow: ast.Mult,
}  # fmt: skip
LOOKUPS = {
    "__lt": ("__lte", "__gt"), "__lte": ("__lt", "__gte"),
    "__gt": ("__gte", "__lt"), "__gte": ("__gt", "__lte"),
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
NARROWING = {"filter", "exclude", "get", "update", "Q"}  # calls that do more with each condition
TOLERANCE = 1e-5  # what is smaller says when a computation has settled, and is no limit
WORDS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "TypeVar"}


@dataclass(frozen=True, slots=True)
class Fault:
    """One change: ``number`` counts the changes a module can have, in the order of its text."""

    number: int
    line: int
    change: str


def find_faults(source: str, *, constants_only: bool = False) -> list[Fault]:
    """List every fault the module can have."""
    planter = Planter(constants_only=constants_only)
    planter.visit(ast.parse(source))
    return planter.found


def plant(source: str, fault: Fault, *, constants_only: bool = False) -> ast.Module:
    """Return the module with that one fault."""
    planter = Planter(fault.number, constants_only=constants_only)
    tree: ast.Module = planter.visit(ast.parse(source))
    return ast.fix_missing_locations(tree)


class Planter(ast.NodeTransformer):
    """Walk through a module, count what could be changed, and change the one that is wanted."""

    def __init__(self, wanted: int | None = None, *, constants_only: bool = False) -> None:
        self.wanted, self.constants_only = wanted, constants_only
        self.found: list[Fault] = []
        self.functions = 0

    def offer(self, node: ast.AST, change: str, other: ast.AST) -> ast.AST | None:
        """Note a possible change; return what is to stand there if it is the one wanted."""
        if self.constants_only and not isinstance(other, ast.Constant):
            return None
        fault = Fault(len(self.found), getattr(node, "lineno", 0), change)
        self.found.append(fault)
        return ast.copy_location(other, node) if fault.number == self.wanted else None

    # --- what is left alone -----------------------------------------------------------------------

    def visit_Module(self, node: ast.Module) -> ast.AST:
        if self.constants_only:
            assigned = ast.Assign | ast.AnnAssign
            kept = [isinstance(one, assigned) and is_number(one.value) for one in node.body]
        else:
            kept = [not isinstance(one, ast.Import | ast.ImportFrom) for one in node.body]
        pairs = zip(node.body, kept, strict=True)
        node.body = [self.visit(one) if keep else one for one, keep in pairs]
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        """Leave fields and their options alone: those are the migrations' and have their check."""
        methods = ast.FunctionDef | ast.ClassDef
        node.body = [self.visit(one) if isinstance(one, methods) else one for one in node.body]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.functions += 1
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        node.args.kw_defaults = [one and self.visit(one) for one in node.args.kw_defaults]
        node.body = [self.visit(one) for one in node.body]
        self.functions -= 1
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = node.value and self.visit(node.value)
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node

    # --- what is changed --------------------------------------------------------------------------

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        for place, operator in enumerate(node.ops):
            other = copy.deepcopy(node)
            other.ops[place] = COMPARISONS[type(operator)]()
            change = f"{name_of(operator)} becomes {name_of(other.ops[place])}"
            if taken := self.offer(node, change, other):
                return taken
        return self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        operator = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        change = f"{name_of(node.op)} becomes {name_of(operator)}"
        other = ast.BoolOp(operator, node.values)
        return self.offer(node, change, other) or self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.Not):
            return self.offer(node, "not is left out", node.operand) or self.generic_visit(node)
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if type(node.op) in OPERATORS:
            operator = OPERATORS[type(node.op)]()
            change = f"{name_of(node.op)} becomes {name_of(operator)}"
            other = ast.BinOp(node.left, operator, node.right)
            return self.offer(node, change, other) or self.generic_visit(node)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        for value in others(node.value, both=not self.functions):
            if taken := self.offer(node, f"{node.value!r} becomes {value!r}", ast.Constant(value)):
                return taken
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in NAMES and isinstance(node.ctx, ast.Load):
            other = ast.Name(NAMES[node.id], ast.Load())
            return self.offer(node, f"{node.id} becomes {other.id}", other) or node
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in WORDS:
            return node
        if name == "zip":  # its rows have one length, or the sound code would fail
            node.keywords = [one for one in node.keywords if one.arg != "strict"]
        for place, keyword in enumerate(node.keywords):
            for change, replacement in self.other_keywords(node, name, keyword):
                other = copy.copy(node)
                other.keywords = [*node.keywords]
                other.keywords[place : place + 1] = replacement
                if taken := self.offer(keyword.value, change, other):
                    return taken
        return self.generic_visit(node)

    def other_keywords(
        self, node: ast.Call, name: str, keyword: ast.keyword
    ) -> Iterator[tuple[str, list[ast.keyword]]]:
        """Turn a lookup round, or leave a condition out where others remain."""
        argument = keyword.arg or ""
        stem, _dunder, lookup = argument.rpartition("__")
        for turned in LOOKUPS.get(f"__{lookup}", ()):
            change = f"{argument} becomes {stem}{turned}"
            yield change, [ast.keyword(f"{stem}{turned}", keyword.value)]
        if name in NARROWING and argument and len(node.args) + len(node.keywords) > 1:
            yield f"{argument} is left out", []

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = self.negated(node.test)
        node.body = [self.visit(one) for one in node.body]
        node.orelse = [self.visit(one) for one in node.orelse]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = self.negated(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = self.visit(node.iter)
        node.ifs = [self.negated(one) for one in node.ifs]
        return node

    def negated(self, test: ast.expr) -> ast.expr:
        """Offer the opposite of a condition, unless a change inside says the same."""
        inner: ast.expr = self.visit(test)
        single = isinstance(test, ast.Compare) and type(test.ops[0]) not in {
            ast.Lt, ast.LtE, ast.Gt, ast.GtE,
        }  # fmt: skip
        if single or (isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)):
            return inner
        taken = self.offer(test, "the condition is negated", ast.UnaryOp(ast.Not(), test))
        return taken if isinstance(taken, ast.expr) else inner

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if isinstance(node.value, ast.Constant):
            return node  # a docstring
        return self.offer(node, "the line is left out", ast.Pass()) or self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        return self.offer(node, "nothing is raised", ast.Pass()) or node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        return self.offer(node, "the line is left out", ast.Pass()) or self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        if self.functions and isinstance(node.targets[0], ast.Attribute | ast.Subscript):
            taken = self.offer(node, "the line is left out", ast.Pass())
            return taken or self.generic_visit(node)
        return self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is None or (isinstance(node.value, ast.Constant) and not node.value.value):
            return node
        nothing = ast.Return(ast.Constant(None))
        return self.offer(node, "None is returned", nothing) or self.generic_visit(node)

    def visit_Set(self, node: ast.Set) -> ast.AST:
        return self.shortened(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        return self.shortened(node) if isinstance(node.ctx, ast.Load) else node

    def visit_List(self, node: ast.List) -> ast.AST:
        return self.shortened(node) if isinstance(node.ctx, ast.Load) else node

    def shortened(self, node: ast.Set | ast.Tuple | ast.List) -> ast.AST:
        """Offer a table of the module without each of its entries."""
        if not self.functions and not self.constants_only and len(node.elts) > 1:
            for place, one in enumerate(node.elts):
                other = copy.copy(node)
                other.elts = [*node.elts[:place], *node.elts[place + 1 :]]
                if taken := self.offer(one, f"{ast.unparse(one)[:40]} is left out", other):
                    return taken
        return self.generic_visit(node)


def others(value: object, *, both: bool) -> Sequence[float]:
    """Return the neighbours of a number, and the opposite of a truth."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if both else [value + 1]
    if isinstance(value, float) and 0 < abs(value) < TOLERANCE:
        return []
    if isinstance(value, float):
        more, less = round(value * 1.1, 12) or 0.1, round(value * 0.9, 12)
        return [more, less] if both and value else [more]
    return []


def is_number(value: ast.AST | None) -> bool:
    """Tell numbers, spans of time and rows of them from all other values."""
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float) and not isinstance(value.value, bool)
    if isinstance(value, ast.UnaryOp):
        return is_number(value.operand)
    if isinstance(value, ast.BinOp):
        return is_number(value.left) and is_number(value.right)
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(is_number(one) for one in value.elts)
    if isinstance(value, ast.Call):
        return getattr(value.func, "id", "") in {"timedelta", "Decimal"}
    return False


def name_of(operator: ast.AST) -> str:
    """Name a sign as Python's grammar does."""
    return type(operator).__name__
