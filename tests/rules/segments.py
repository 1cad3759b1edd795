"""W^X as the loader sees it: no segment is writable and executable, no two segments with different rights share a page,
and the stack segment, if there is one, is not executable."""
PAGE = 4096


def check(image):
    segments = [segment for segment in image.segments() if segment.size > 0 or segment.kind == "GNU_STACK"]
    loads = [segment for segment in segments if segment.kind == "LOAD"]
    findings = [] if loads else ["no LOAD segment"]
    for segment in segments:
        if "W" in segment.flags and "E" in segment.flags or (segment.kind == "GNU_STACK" and "E" in segment.flags):
            findings.append(f"{segment.kind} at {segment.address:#x} is writable and executable")
    for one in loads:
        for other in loads:
            pages = (one.address // PAGE, (one.address + one.size - 1) // PAGE)
            if one.address < other.address and other.address // PAGE <= pages[1] and one.flags != other.flags:
                findings.append(f"segments at {one.address:#x} and {other.address:#x} share a page with different rights")
    return findings


_TASK = '.section task_text, "ax"\ntask: nop\n'
HONEST = _TASK + ".data\n.quad 1\n.section .rodata\n.quad 2\n"
PLANTED = [
    ('.section .rwx, "awx", %progbits\n.quad 1\n' + _TASK, "is writable and executable"),
    ('.section .tight, "aw", %progbits\n.quad 1\n' + _TASK, "share a page with different rights"),
]
