"""PTX in LLVM's language, one instruction after another: a processor can play what an accelerator would.

Only what kernels are written in is known; LLVM refuses to call anything else. Registers are places in memory.

Source: NVIDIA, "Parallel Thread Execution ISA", of what each instruction gives.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

SPECIAL: Final = ("ctaid.x", "ntid.x", "tid.x")
PRELUDE: Final = Path(__file__).with_suffix(".ll")
TYPES: Final = {"f64": "double", "pred": "i1"} | {
    f"{kind}{n}": f"i{n}" for kind in "bsu" for n in (8, 16, 32, 64)
}
REGISTERS: Final = {"p": "i1", "rs": "i16", "r": "i32", "rd": "i64", "SP": "i64", "SPL": "i64"}
ROUNDED: Final = {
    "add.rn.f64": "fadd double {}, {}", "sub.rn.f64": "fsub double {}, {}",
    "mul.rn.f64": "fmul double {}, {}", "div.rn.f64": "fdiv double {}, {}",
    "rcp.rn.f64": "fdiv double 1.0, {}", "sqrt.rn.f64": "call double @llvm.sqrt.f64(double {})",
    "cvt.rmi.f64.f64": "call double @llvm.floor.f64(double {})",
    "min.f64": "call double @llvm.minimumnum.f64(double {}, double {})",
    "max.f64": "call double @llvm.maximumnum.f64(double {}, double {})",
}  # fmt: skip
GIVES: Final = {
    "neg.f64": "fneg double {}", "neg.s64": "sub i64 0, {}",
    "abs.f64": "call double @llvm.fabs.f64(double {})",
    "copysign.f64": "call double @llvm.copysign.f64(double {1}, double {0})", "not.pred": "xor i1 true, {}",
    "mul.lo.s64": "mul i64 {}, {}", "div.u32": "udiv i32 {}, {}", "div.s64": "sdiv i64 {}, {}",
    "cvt.rn.f64.u64": "uitofp i64 {} to double", "cvt.rn.f64.s64": "sitofp i64 {} to double",
    "cvt.rzi.s64.f64": "call i64 @llvm.fptosi.sat.i64.f64(double {})",
    "min.s64": "call i64 @llvm.smin.i64(i64 {}, i64 {})",
    "max.s64": "call i64 @llvm.smax.i64(i64 {}, i64 {})",
}  # fmt: skip
FUNCTION: Final = re.compile(
    r"^(?:\.visible )?\.(?:func|entry)\s+(?:\(\.param (\S+ \w+)\)\s*)?(\w+)\s*\(([^)]*)\)\s*\{(.*?)^\}",
    re.M | re.S,
)
STATEMENT: Final = re.compile(r"(?:@(!?)%(\w+)\s+)?([\w.]+)\s*(.*)", re.S)


def translated(text: str) -> str:
    """LLVM's code of functions of the same names; `SPECIAL` are variables of 32 bits."""
    text = re.sub(r"//.*", "", text)
    told = [PRELUDE.read_text(encoding="utf-8"), *(f'@"{name}" = global i32 0' for name in SPECIAL)]
    told += [
        f"@{name} = global [{size} x i64] zeroinitializer"
        for name, size in re.findall(r"^\.global .*? (\w+)\[(\d+)\]", text, re.M)
    ]
    return "\n".join([*told, *(Function(*parts).told for parts in FUNCTION.findall(text))])


class Function:
    """One function, told anew."""

    def __init__(self, result: str, name: str, parameters: str, body: str) -> None:
        self.lines: list[str] = []
        self.places: dict[str, str] = {}
        self.declared: dict[str, str] = {}
        self.tables: dict[str, list[str]] = {}
        self.count = 0
        self.is_open = True
        given = [self.place(one) for one in parameters.split(",") if one.strip()]
        for number, (place, kind) in enumerate(given):
            self.lines.append(f"store {kind} %given{number}, ptr {place}")
        self.result = self.place(result) if result else ("", "void")
        for statement in re.findall(r"\s*(?:[{}]|[$\w]+:(?!\s*\.)|[^;{}]+;)", body):
            self.statement(statement.strip().removesuffix(";"))
        kinds = ", ".join(f"{kind} %given{number}" for number, (_, kind) in enumerate(given))
        allocated = [f"{place} = alloca {kind}, align 16" for place, kind in self.places.items()]
        head = f"define {self.result[1]} @{name}({kinds}) {{"
        self.told = "\n".join([head, *allocated, *self.lines, "}"])

    def place(self, declared: str) -> tuple[str, str]:
        """The place of a parameter as it is declared, and its type."""
        words = declared.split()
        kind = next(TYPES[word[1:]] for word in words if word[1:] in TYPES)
        place = f"%{words[-1]}"
        self.declared[place] = kind
        self.places[place] = "i64"  # whatever is passed: the next call may declare the name as another type
        return place, kind

    def made(self, instruction: str) -> str:
        """The name of what an instruction gives."""
        self.count += 1
        self.lines.append(f"%t{self.count} = {instruction}")
        return f"%t{self.count}"

    def register(self, name: str) -> tuple[str, str]:
        kind = REGISTERS[re.sub(r"\d", "", name[1:])]
        self.places[name] = kind
        return name, kind

    def changed(self, value: str, given: str, wanted: str) -> str:
        """The same bits, or the lower ones, or more with zeros above."""
        if given == wanted:
            return value
        if "double" in (given, wanted):
            return self.made(f"bitcast {given} {value} to {wanted}")
        how = "trunc" if int(given[1:]) > int(wanted[1:]) else "zext"
        return self.made(f"{how} {given} {value} to {wanted}")

    def read(self, operand: str, kind: str) -> str:
        """What an operand is, as this type."""
        if operand[1:] in SPECIAL:
            return self.made(f'load i32, ptr @"{operand[1:]}"')
        if operand.startswith("%"):
            name, own = self.register(operand)
            return self.changed(self.made(f"load {own}, ptr {name}"), own, kind)
        if operand.startswith("0d"):
            return self.changed(str(int(operand[2:], 16)), "i64", kind)
        if operand.lstrip("-").isdigit():
            return operand if kind != "i1" else str(bool(int(operand))).lower()
        symbol = f"%{operand}" if f"%{operand}" in self.places else f"@{operand}"
        return self.made(f"ptrtoint ptr {symbol} to i64")

    def write(self, target: str, value: str, kind: str) -> None:
        name, own = self.register(target)
        self.lines.append(f"store {own} {self.changed(value, kind, own)}, ptr {name}")

    def pointer(self, told: str) -> str:
        """Where an operand in brackets lies."""
        name, _, offset = told.strip("[]").partition("+")
        if not name.startswith("%"):
            return f"%{name}"
        address = self.made(f"add i64 {self.read(name, 'i64')}, {offset or 0}")
        return self.made(f"inttoptr i64 {address} to ptr")

    def ended(self, line: str) -> None:
        self.lines.append(line)
        self.is_open = False

    def opened(self, label: str) -> None:
        if self.is_open:
            self.lines.append(f"br label %{label}")
        self.lines.append(f"{label}:")
        self.is_open = True

    def statement(self, told: str) -> None:
        """One statement of PTX."""
        if told in ("{", "}") or told.startswith(".reg") or "callprototype" in told:
            return
        if told.endswith(":"):
            self.opened(told.strip("$:"))
        elif told.startswith(".local"):
            name, size = told.split()[-1].rstrip("]").split("[")
            self.places[f"%{name}"] = f"[{size} x i8]"
        elif told.startswith(".param"):
            self.place(told)
        elif ".branchtargets" in told:
            name, _, labels = told.partition(": .branchtargets")
            self.tables[name] = [one.strip("$ \n\t") for one in labels.split(",")]
        else:
            found = STATEMENT.fullmatch(told)
            assert found, told
            if not self.is_open:
                self.count += 1
                self.opened(f"after{self.count}")
            turned, guard, name, operands = found.groups()
            self.instruction(name, re.findall(r"\([^)]*\)|\[[^]]*\]|[^\s,]+", operands), guard, bool(turned))

    def instruction(self, name: str, told: list[str], guard: str | None, turned: bool) -> None:
        """One instruction; only branches have guards."""
        parts = name.split(".")
        kind = TYPES.get(parts[-1], "")
        assert guard is None or name == "bra", name
        if parts[0] == "bra":
            self.branch(told[0].strip("$"), guard, turned)
        elif name == "brx.idx":
            cases = " ".join(f"i32 {n}, label %{label}" for n, label in enumerate(self.tables[told[1]]))
            self.ended(f"switch i32 {self.read(told[0], 'i32')}, label %{self.tables[told[1]][0]} [{cases}]")
        elif name == "ret":
            place, kind = self.result
            self.ended(f"ret {kind} {self.made(f'load {kind}, ptr {place}') if place else ''}")
        elif name == "exit" or (parts[0] == "call" and any(one.startswith("%") for one in told[:2])):
            self.lines.append("call void @llvm.trap()")
            self.ended("unreachable")
        elif parts[0] == "call":
            self.call(told)
        elif parts[0] == "ld":
            self.write(told[0], self.made(f"load {kind}, ptr {self.pointer(told[1])}, align 1"), kind)
        elif parts[0] == "st":
            value = self.read(told[1], kind)
            self.lines.append(f"store {kind} {value}, ptr {self.pointer(told[0])}, align 1")
        elif parts[0] in ("cvta", "mov"):
            self.write(told[0], self.read(told[1], kind), kind)
        elif parts[0] == "cvt" and "f64" not in parts:
            value = self.read(told[1], kind)
            self.write(told[0], self.changed(value, kind, TYPES[parts[1]]), TYPES[parts[1]])
        elif parts[0] == "setp":
            self.compare(parts, told)
        elif parts[0] == "selp":
            one, other, which = (self.read(*pair) for pair in zip(told[1:], (kind, kind, "i1")))
            self.write(told[0], self.made(f"select i1 {which}, {kind} {one}, {kind} {other}"), kind)
        else:
            self.number(name, parts, told, kind)

    def number(self, name: str, parts: list[str], told: list[str], kind: str) -> None:
        """An instruction that gives a number of numbers."""
        given = [self.read(one, kind) for one in told[1:]]
        gives = "double" if parts[0] == "cvt" and parts[-2] == "f64" else "i64" if parts[0] == "cvt" else kind
        if name in ROUNDED:
            value = self.made(ROUNDED[name].format(*given))
            value = self.made(f"call double @rounded(double {value})")
        elif name in GIVES:
            value = self.made(GIVES[name].format(*given))
        elif parts[0] in ("add", "sub", "and", "or", "xor"):
            value = self.made(f"{parts[0]} {kind} {', '.join(given)}")
        else:
            value = self.made(f"call {kind} @{name}({', '.join(f'{kind} {one}' for one in given)})")
        self.write(told[0], value, gives)

    def branch(self, label: str, guard: str | None, turned: bool) -> None:
        if guard is None:
            self.ended(f"br label %{label}")
            return
        self.count += 1
        following = f"next{self.count}"
        ways = (following, label) if turned else (label, following)
        self.ended(f"br i1 {self.read('%' + guard, 'i1')}, label %{ways[0]}, label %{ways[1]}")
        self.opened(following)

    def call(self, told: list[str]) -> None:
        result = told.pop(0).strip("()") if told[0].startswith("(") else ""
        name, given = told[0], re.findall(r"\w+", told[1])
        kinds = [self.declared[f"%{one}"] for one in given]
        values = [f"{kind} {self.made(f'load {kind}, ptr %{one}')}" for kind, one in zip(kinds, given)]
        line = f"@{name}({', '.join(values)})"
        if result:
            kind = self.declared[f"%{result}"]
            self.lines.append(f"store {kind} {self.made(f'call {kind} {line}')}, ptr %{result}")
        else:
            self.lines.append(f"call void {line}")

    def compare(self, parts: list[str], told: list[str]) -> None:
        how, kind = parts[1], TYPES[parts[-1]]
        given = [self.read(one, kind) for one in told[1:]]
        if kind == "double":
            ordered = f"u{how[:-1]}" if how.endswith("u") else f"o{how}"
            word = {"num": "ord", "nan": "uno"}.get(how, ordered)
            line = f"fcmp {word} double {given[0]}, {given[1]}"
        else:
            word = how if how in ("eq", "ne") else f"{parts[-1][0]}{how}"
            line = f"icmp {word} {kind} {given[0]}, {given[1]}"
        self.write(told[0], self.made(line), "i1")
