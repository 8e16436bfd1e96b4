#!/usr/bin/env python3
"""Labels of an exported segmenter from raw pixels in Python, without any preprocessing there, compared with the
masks that 'tag2mask segment' made of the same pictures.

  segment.py png     JPEGS PNGS [LIMIT]             decodes pictures once, so that both sides see the same pixels
  segment.py compare MODEL PNGS MASKS [LIBRARY]     MODEL exported with --maps pixels

Needs numpy and Pillow. ONNX Runtime is its package of that name, or without it the C library LIBRARY, such as
libonnxruntime.so out of the jar com.microsoft.onnxruntime:onnxruntime.
"""
import ctypes
import sys
from pathlib import Path

import numpy
from PIL import Image


class Library:
    """A session of ONNX Runtime's C library, whose functions stand in a table in the order of onnxruntime_c_api.h."""

    ERROR_MESSAGE, ENVIRONMENT, SESSION, RUN, OPTIONS = 2, 3, 7, 9, 10
    TENSOR, DATA, DIMENSIONS, SHAPE, MEMORY = 49, 51, 62, 65, 69
    UINT8 = 2

    def __init__(self, library, model):
        base = ctypes.CDLL(library).OrtGetApiBase
        base.restype = ctypes.POINTER(ctypes.c_void_p)
        api = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_uint32)(base()[0])(1)
        self.table = ctypes.cast(api, ctypes.POINTER(ctypes.c_void_p))
        self.version = ctypes.CFUNCTYPE(ctypes.c_char_p)(base()[1])().decode()
        environment = self.made(self.ENVIRONMENT, ctypes.c_int(3), b"segment")
        options = self.made(self.OPTIONS)
        self.session = self.made(self.SESSION, environment, str(model).encode(), options)
        self.memory = self.made(self.MEMORY, ctypes.c_int(0), ctypes.c_int(0))

    def call(self, number, *arguments):
        types = [ctypes.c_char_p if isinstance(a, bytes) else type(a) for a in arguments]
        status = ctypes.CFUNCTYPE(ctypes.c_void_p, *types)(self.table[number])(*arguments)
        if status:
            message = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(self.table[self.ERROR_MESSAGE])
            raise RuntimeError(message(status).decode())

    def made(self, number, *arguments):
        """What a function puts where its last argument points to."""
        result = ctypes.c_void_p()
        self.call(number, *arguments, ctypes.pointer(result))
        return result

    def logits(self, pixels):
        shape = (ctypes.c_int64 * 4)(*pixels.shape)
        image = self.made(self.TENSOR, self.memory, pixels.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(pixels.nbytes),
                          shape, ctypes.c_size_t(4), ctypes.c_int(self.UINT8))
        ins, outs = (ctypes.c_char_p * 1)(b"image"), (ctypes.c_char_p * 1)(b"logits")
        values, results = (ctypes.c_void_p * 1)(image), (ctypes.c_void_p * 1)()
        one = ctypes.c_size_t(1)
        self.call(self.RUN, self.session, ctypes.c_void_p(), ins, values, one, outs, one, results)
        tensor = ctypes.c_void_p(results[0])
        self.call(self.DIMENSIONS, self.made(self.SHAPE, tensor), shape, ctypes.c_size_t(4))
        data = ctypes.cast(self.made(self.DATA, tensor), ctypes.POINTER(ctypes.c_float))
        return numpy.ctypeslib.as_array(data, tuple(shape)).copy()


def session(model, library):
    """What gives [1,K+1,H,W] logits of [1,H,W,3] pixels, and what it is."""
    if library is not None:
        own = Library(library, model)
        return own.logits, "C library " + own.version
    import onnxruntime

    package = onnxruntime.InferenceSession(str(model))
    return lambda pixels: package.run(["logits"], {"image": pixels})[0], "package " + onnxruntime.__version__


def decode(source, target, limit):
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.iterdir())[:limit]:
        Image.open(file).convert("RGB").save(target / (file.stem + ".png"))


def compare(model, pictures, masks, library):
    logits, what = session(model, library)
    pixels = different = count = 0
    for file in sorted(pictures.iterdir()):
        image = numpy.ascontiguousarray(numpy.asarray(Image.open(file).convert("RGB"))[None])
        labels = logits(image)[0].argmax(0)
        mask = numpy.asarray(Image.open(masks / file.name))
        pixels += mask.size
        different += int((labels != mask).sum())
        count += 1
    print(f"ONNX Runtime {what}: {count} pictures, {pixels} pixels, {different} of another label")
    return different


def main(words):
    if len(words) in (3, 4) and words[0] == "png":
        decode(Path(words[1]), Path(words[2]), int(words[3]) if len(words) == 4 else None)
        return 0
    if len(words) in (4, 5) and words[0] == "compare":
        return min(1, compare(Path(words[1]), Path(words[2]), Path(words[3]), words[4] if len(words) == 5 else None))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
