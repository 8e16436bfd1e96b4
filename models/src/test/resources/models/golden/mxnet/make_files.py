"""Writes MXNet list files beside this script with nothing but struct; no MXNet is needed.

The layout is that of NDArray::Save in Apache MXNet 1.x: a list has a magic number, a reserved
number, the arrays, the names. Run:  python3 make_files.py
"""
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
FLOAT, DOUBLE, HALF, INT = (0, "f"), (1, "d"), (2, "e"), (4, "i")


def array(version, shape, values, kind=FLOAT):
    number, code = kind
    out = b""
    if version == 0:  # before versions: sizes of 32 bits
        out += struct.pack("<I", len(shape)) + struct.pack("<%dI" % len(shape), *shape)
    else:
        out += struct.pack("<I", 0xF993FAC8 + version - 1)
        if version > 1:
            out += struct.pack("<i", 0)  # dense
        out += struct.pack("<I", len(shape)) + struct.pack("<%dq" % len(shape), *shape)
    out += struct.pack("<ii", 1, 0)  # on the processor
    out += struct.pack("<i", number)
    return out + struct.pack("<%d%s" % (len(values), code), *values)


def save(file, named):
    out = struct.pack("<QQQ", 0x112, 0, len(named)) + b"".join(a for _, a in named)
    out += struct.pack("<Q", len(named))
    for name, _ in named:
        out += struct.pack("<Q", len(name)) + name.encode()
    with open(os.path.join(HERE, file), "wb") as f:
        f.write(out)


save(
    "versions.params",
    [
        ("arg:before_weight", array(0, (2, 3), [0.5, 1, 1.5, 2, 2.5, 3])),
        ("arg:one_weight", array(1, (2, 2), [-1, -2, -3, -4])),
        ("arg:two_gamma", array(2, (3,), [0.25, 0.5, 0.75])),
        ("aux:two_moving_mean", array(2, (3,), [1e-3, -1e30, 0.1])),
        ("arg:three_scalar", array(3, (), [7])),
        ("arg:half_weight", array(2, (2,), [0.333251953125, -65504], HALF)),
        ("arg:double_weight", array(2, (1,), [0.1], DOUBLE)),
        ("aux:count", array(2, (2,), [1, 2], INT)),
        ("unmarked", array(1, (1, 1, 1, 1), [42])),
    ],
)
save(
    "resnet38_names.params",
    [
        ("arg:conv1a_weight", array(1, (1,), [1])),
        ("arg:res4a_branch2a_weight", array(1, (1,), [2])),
        ("arg:bn4b3_branch2b1_gamma", array(1, (1,), [3])),
        ("arg:bn4b3_branch2b1_beta", array(1, (1,), [4])),
        ("aux:bn4b3_branch2b1_moving_mean", array(1, (1,), [5])),
        ("aux:bn4b3_branch2b1_moving_var", array(1, (1,), [6])),
        ("arg:linear1000_weight", array(1, (1,), [7])),
        ("arg:linear1000_bias", array(1, (1,), [8])),
        ("aux:bn7_moving_var", array(1, (1,), [9])),
        ("arg:something_else", array(1, (1,), [10])),
    ],
)
