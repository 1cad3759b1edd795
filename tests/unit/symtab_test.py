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
        with mock.patch.object(symtab, "run", side_effect=[dump, answer]) as run:
            self.assertEqual(symtab.lines("addr2line", "objdump", "x.elf"),
                             [(0x100, "a/x.cpp", 3), (0x102, "a/x.cpp", 4), (0x103, "", 0)])
        self.assertEqual(run.call_args.kwargs["input"].split(), ["100", "101", "102", "103", "104"])


class Tables(unittest.TestCase):
    def test_functions(self):
        nm = ("0000000000000100 T text_start\n0000000000000100 t burrow::f()\n0000000000000100 T alias\n"
              "0000000000000200 d datum\n0000000000000300 T text_end\n")
        with mock.patch.object(symtab, "run", return_value=nm):
            self.assertEqual(symtab.functions("nm", "x.elf"), [(0x100, "burrow::f"), (0x300, "")])

    def test_text(self):
        out = io.StringIO()
        symtab.write(out, [(0x100, "f"), (0x300, "")], [(0x100, "b.cpp", 7), (0x108, "", 0), (0x110, "a.cpp", 65535)])
        text = re.sub(r"\s+", " ", out.getvalue())
        for part in ("burrow_symtab_count: .quad 2 burrow_symtab: .quad 0x100, .Lname0 .quad 0x300, .Lname1 ",
                     "burrow_files: .quad .Lfile0 .quad .Lfile1 .quad .Lfile2 burrow_line_count: .quad 3 burrow_lines: ",
                     'burrow_lines: .long 0x100 .short 2, 7 .long 0x108 .short 0, 0 .long 0x110 .short 1, 65535 .Lname0',
                     '.Lname0: .asciz "f" .Lname1: .asciz "" .Lfile0: .asciz "" .Lfile1: .asciz "a.cpp" .Lfile2: .asciz "b.cpp"'):
            self.assertIn(part, text)


unittest.main()
