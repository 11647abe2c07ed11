"""Prints the public names of multiprocessing and concurrent.futures as JSON, from the sources below the folder that is given.

A name is public if it does not begin with an underscore and its module defines it, or lists it in `__all__`. A callable has the
names of its parameters, and a class those of its constructor; any other name has null. Nothing is imported or run.
"""
import ast
import json
import pathlib
import sys

LIBRARY = pathlib.Path(sys.argv[1])
PACKAGES = ["multiprocessing", "multiprocessing/dummy", "concurrent/futures"]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_public(name):
    return not name.startswith("_")


def statements(body):
    """The statements of a module or a class, with those under its conditions."""
    for node in body:
        yield node
        if isinstance(node, (ast.If, ast.Try)):
            blocks = [node.body, node.orelse, *(handler.body for handler in getattr(node, "handlers", []))]
            for block in blocks:
                yield from statements(block)


def targets(node):
    """The names that an assignment binds."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(part, ast.Name):
                    yield part.id
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def strings(node):
    return [item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def parameters(function, bound):
    given = function.args
    plain = [argument.arg for argument in [*given.posonlyargs, *given.args]][1 if bound else 0:]
    rest = [f"{stars}{argument.arg}" for stars, argument in [("*", given.vararg), ("**", given.kwarg)] if argument]
    return [name for name in [*plain, *[argument.arg for argument in given.kwonlyargs], *rest] if is_public(name)]


def decorators(function):
    return {item.id if isinstance(item, ast.Name) else getattr(item, "attr", "") for item in function.decorator_list}


class Module:
    def __init__(self, path):
        tree = ast.parse(path.read_text(), str(path))
        self.all = []
        self.functions, self.classes, self.values = {}, {}, []
        self.proxies, self.registered = {}, {}
        for node in statements(tree.body):
            if isinstance(node, FUNCTIONS):
                self.functions[node.name] = node
            elif isinstance(node, ast.ClassDef):
                self.classes[node.name] = node
            for name in targets(node):
                if name == "__all__":
                    self.all += strings(node.value) if isinstance(node.value, ast.List) else []
                else:
                    self.values.append(name)
                    self.note_proxy(name, node.value)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                self.note_call(node.value)

    def note_proxy(self, name, value):
        if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "MakeProxyType":
            self.proxies[name] = strings(value.args[1])

    def note_call(self, call):
        """`SyncManager.register("Queue", …)` gives a class a method, and `__all__.append("Queue")` a module a name."""
        function = call.func
        if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and call.args:
            if function.attr in ["append", "register"] and isinstance(call.args[0], ast.Constant):
                owner, name = function.value.id, call.args[0].value
                if owner == "__all__":
                    self.all.append(name)
                elif function.attr == "register":
                    self.registered.setdefault(owner, []).append(name)

    def members(self, name):
        """What a class has, with what it has of bases that are not public here."""
        if name in self.proxies:
            return {member: None for member in self.proxies[name]}
        if name not in self.classes:
            return {}
        node, found = self.classes[name], {}
        for base in node.bases:
            found |= self.inherited(base)
        for item in statements(node.body):
            for target in targets(item):
                found |= {member: None for member in (strings(item.value) if target == "_exposed_" else [target])}
            if isinstance(item, FUNCTIONS):
                decorated = decorators(item)
                is_value = bool(decorated & {"property", "setter", "cached_property"})
                found[item.name] = None if is_value else parameters(item, "staticmethod" not in decorated)
                found |= {member: found.get(member) for member in self.assigned(item)}
        return found | {member: [] for member in self.registered.get(name, [])}

    def inherited(self, base):
        if isinstance(base, ast.Name) and not is_public(base.id):
            return self.members(base.id)
        if isinstance(base, ast.Attribute) and getattr(base.value, "id", "") == "threading":
            found = THREADING.members(base.attr)
            return {name: value for name, value in found.items() if is_public(name) or name == "__init__"}
        return {}

    @staticmethod
    def assigned(method):
        """The attributes that a method sets on its object."""
        for node in ast.walk(method):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if isinstance(node.value, ast.Name) and node.value.id == "self":
                    yield node.attr

    def constructor(self, name):
        node = self.classes[name]
        own = [item for item in statements(node.body) if isinstance(item, FUNCTIONS) and item.name == "__init__"]
        if own:
            return parameters(own[-1], True)
        return self.members(name).get("__init__") or []

    def names(self):
        defined = [*self.functions, *self.classes, *self.values]
        for name in dict.fromkeys([*self.all, *filter(is_public, defined)]):
            if name in self.functions:
                yield name, parameters(self.functions[name], False)
            elif name in self.classes:
                yield name, self.constructor(name)
            else:
                yield name, None
            for member, value in self.members(name).items():
                if is_public(member):
                    yield f"{name}.{member}", value


def of_default_context(context):
    """The names of the package itself: what its default context has."""
    for name in ["BaseContext", "DefaultContext"]:
        for member, value in context.members(name).items():
            if is_public(member):
                yield member, value


THREADING = Module(LIBRARY / "threading.py")
names = {}
for package in PACKAGES:
    for path in sorted((LIBRARY / package).glob("*.py")):
        dotted = package.replace("/", ".") + ("" if path.stem == "__init__" else f".{path.stem}")
        module = Module(path)
        if dotted == "multiprocessing":
            names |= {f"{dotted}.{name}": value for name, value in of_default_context(Module(path.with_name("context.py")))}
        names |= {f"{dotted}.{name}": value for name, value in module.names()}
print(json.dumps(names))
