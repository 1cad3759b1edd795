#!/usr/bin/env python3
"""linker/symtab.py: names, the choice of a line, and the tables it writes."""
import io
import os
import re
import sys
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../linker"))
import symtab


class Names(unittest.TestCase):
    def test_short(self):
        for long, short in [
            ("memcpy", "memcpy"),
            ("burrow::schedule()", "burrow::schedule"),
            ("burrow::tasks::(anonymous namespace)::hog(unsigned long volatile*)",
             "burrow::tasks::(anonymous namespace)::hog"),
            ("void burrow::f<int>(int)::{lambda(int)#1}::operator()(int) const", "burrow::f<...>::{lambda#1}::operator()"),
            ("std::enable_if<std::is_same<int, int>::value, bool>::type burrow::g<(E)1>(int (*)(char), A<B<C> >)",
             "burrow::g<...>"),
            ("burrow::detail::Spawned<burrow::go<void (&)(int*)>(void (&)(int*))::{lambda()#1}>::run(void*)",
             "burrow::detail::Spawned<...>::run"),
            ("bool burrow::operator< <int>(A<int>, B)", "burrow::operator<<...>"),
            ("burrow::operator<<(A<int>, B)", "burrow::operator<<"),
            ("burrow::operator==(burrow::Word, burrow::Word)", "burrow::operator=="),
            ("operator new(unsigned long, void*)", "operator new"),
            ("burrow::f(int) [clone .constprop.0] [clone .isra.0]", "burrow::f"),
        ]:
            self.assertEqual(symtab.short(long), short)


class Lines(unittest.TestCase):
    def test_a_source_file_before_a_header_and_the_project_before_all(self):
        best = symtab.best_line
        self.assertEqual(best([("kernel/a.cpp", 1), ("kernel/b.cpp", 2)]), ("kernel/a.cpp", 1))
        self.assertEqual(best([("runtime/a.h", 1), ("kernel/b.cpp", 2)]), ("kernel/b.cpp", 2))
        self.assertEqual(best([("/usr/include/x", 1), ("runtime/a.h", 2)]), ("runtime/a.h", 2))
        self.assertEqual(best([("/usr/src/x.cpp", 1)]), ("", 0))
        self.assertEqual(best([("arch/a.S", 0)]), ("", 0))
        self.assertEqual(best([]), ("", 0))

    def test_rows_begin_where_the_line_changes(self):
        dump = "\n".join(f"  {address:x}:\tnop" for address in range(0x100, 0x105))
        answer = ("0x100\n./a/x.cpp:3\n0x101\n/usr/y.h:9\n./a/x.cpp:3 (discriminator 2)\n0x102\n./a/x.cpp:4\n"
                  "0x103\n??:?\n0x104\n??:0\n")
        with mock.patch.object(symtab, "run", side_effect=[dump, answer, FRAMES["x86_64"]]) as run:
            self.assertEqual(symtab.lines(mock.Mock(), "x.elf"),
                             [(0x100, "a/x.cpp", 3, 1), (0x101, "a/x.cpp", 3, 2), (0x102, "a/x.cpp", 4, 0),
                              (0x103, "", 0, 0)])
        self.assertEqual(run.call_args_list[1].kwargs["input"].split(), ["100", "101", "102", "103", "104"])


# As readelf prints them: a function with a record and one without.
FRAMES = {
    "x86_64": """
00000000 0000000000000014 ffffffff CIE "" cf=1 df=-8 ra=16
   LOC           CFA      ra
0000000000000000 rsp+8    c-8

00000018 000000000000002c 00000000 FDE cie=00000000 pc=0000000000000100..0000000000000140
   LOC           CFA      rbx   rbp   ra
0000000000000100 rsp+8    u     u     c-8
0000000000000101 rsp+16   u     c-16  c-8
0000000000000102 rbp+16   c-24  c-16  c-8

00000048 0000000000000014 00000000 FDE cie=00000000 pc=0000000000000140..0000000000000150
""",
    "aarch64": """
00000000 000000000000000c ffffffff CIE "" cf=4 df=-8 ra=30
   LOC           CFA
0000000000000000 sp+0

00000010 0000000000000044 00000000 FDE cie=00000000 pc=0000000000000100..0000000000000140
   LOC           CFA      x19   x29   ra
0000000000000100 sp+0     u     u     u
0000000000000104 sp+48    u     c-48  c-40
0000000000000108 x29+48   c-32  c-48  c-40
000000000000010c sp+4096  u     c-4096 c-8

00000028 0000000000000014 00000000 FDE cie=00000000 pc=0000000000000150..0000000000000160
""",
}


class Returns(unittest.TestCase):
    def test_places(self):
        for isa, places in [("x86_64", {0x100: 1, 0x101: 2, 0x102: 0, 0x140: 1, 0x150: 0}),
                            ("aarch64", {0x100: 255, 0x104: 2, 0x108: 0, 0x10c: 0, 0x140: 0, 0x150: 255, 0x160: 0})]:
            with mock.patch.object(symtab, "run", return_value=FRAMES[isa]):
                self.assertEqual(symtab.returns("readelf", "x.elf"), places)


class Tables(unittest.TestCase):
    def test_functions(self):
        nm = ("0000000000000100 T text_start\n0000000000000100 t burrow::f()\n0000000000000100 T alias\n"
              "0000000000000200 d datum\n0000000000000300 T text_end\n")
        with mock.patch.object(symtab, "run", return_value=nm):
            self.assertEqual(symtab.functions("nm", "x.elf"), [(0x100, "burrow::f"), (0x300, "")])

    def test_text(self):
        out = io.StringIO()
        symtab.write(out, [(0x100, "f"), (0x300, "")], [(0x100, "b.cpp", 7, 255), (0x108, "", 0, 0), (0x110, "a.cpp", 65535, 2)])
        text = re.sub(r"\s+", " ", out.getvalue())
        for part in ("burrow_symtab_count: .quad 2 burrow_symtab: .quad 0x100, .Lname0 .quad 0x300, .Lname1 ",
                     "burrow_files: .quad .Lfile0 .quad .Lfile1 .quad .Lfile2 burrow_line_count: .quad 3 burrow_lines: ",
                     'burrow_lines: .long 0x100 .byte 2, 255 .short 7 .long 0x108 .byte 0, 0 .short 0 .long 0x110 .byte 1, 2 .short 65535 ',
                     '.Lname0: .asciz "f" .Lname1: .asciz "" .Lfile0: .asciz "" .Lfile1: .asciz "a.cpp" .Lfile2: .asciz "b.cpp"'):
            self.assertIn(part, text)


unittest.main()
