"""An image names no path of the machine it was built on, in its tables or in what it knows for debuggers."""
import re

PRIVATE = re.compile(rb"(?<![\w.}])/(?:work|root|home|Users|mnt)/[\w./-]*")


def check(image):
    with open(image.path, "rb") as file:
        found = {match.decode() for match in PRIVATE.findall(file.read())}
    return [f"a path of one machine: {path}" for path in sorted(found)]


_TASK = '.section task_text, "ax"\ntask: nop\n'
_HOME = "/" + "home/gopher/burrow"
HONEST = _TASK + '.section .rodata\n.asciz "kernel/main.cpp", "../include/tuple", "arch/root/x"\n'
PLANTED = [(_TASK + f'.section .rodata\n.asciz "{_HOME}/kernel/main.cpp"\n', f"a path of one machine: {_HOME}")]
