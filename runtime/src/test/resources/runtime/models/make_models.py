"""Writes the tiny ONNX models of the runtime's tests. Run: python3 make_models.py (needs onnx, numpy).

The network: pixels / 255, padded with 0 right and bottom to a multiple of 4, a 1x1 convolution that
makes "redness" (r - g/2 - b/2) and "greenness" (g - r/2 - b/2), ReLU, 4x4 average pooling. So every
cell of `cam` can be computed by hand. `score` is 8 * mean(cam) + 2 * mean(leftmost column of cam) - 1
for each class: not the same for the mirror image.

The segmenter: the same pixels and padding, a 1x1 convolution with bias to 5 times redness, 5 times
greenness and 1 for background in front of them, 4x4 average pooling, no ReLU: `logits`.
"""
import json
import os

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

HERE = os.path.dirname(os.path.abspath(__file__))
WEIGHT = np.array([[1, -0.5, -0.5], [-0.5, 1, -0.5]], np.float32).reshape(2, 3, 1, 1)


def const(name, value):
    return numpy_helper.from_array(np.asarray(value), name)


def contract(**changes):
    values = {
        "format": 1,
        "role": "classifier",
        "method": "cam",
        "classes": ["background", "red", "green"],
        "preprocessing": {"place": "inside", "order": "RGB", "mean": [0, 0, 0], "std": [255, 255, 255]},
        "stride": 4,
        "provenance": {"tool": "make_models.py", "network": "colours", "details": {}},
    }
    values.update(changes)
    return {
        "tag2mask." + k: v if isinstance(v, str) and k in ("role", "method", "input") else json.dumps(v)
        for k, v in values.items()
    }


def colours(file, metadata, foreign=False, weight=WEIGHT, size=("height", "width"), batch="batch",
            cam="cam", score="score"):
    nodes, inits = [], [
        const("w", weight.astype(np.float32)),
        const("ten", np.float32(8)), const("one", np.float32(1)),
    ]
    h, w = size
    if foreign:
        image = helper.make_tensor_value_info("x", TensorProto.FLOAT, [batch, 3, h, w])
        x = "x"
    else:
        image = helper.make_tensor_value_info("image", TensorProto.UINT8, [batch, h, w, 3])
        inits.append(const("k255", np.float32(255)))
        nodes += [
            helper.make_node("Cast", ["image"], ["f"], to=TensorProto.FLOAT),
            helper.make_node("Transpose", ["f"], ["t"], perm=[0, 3, 1, 2]),
            helper.make_node("Div", ["t", "k255"], ["scaled"]),
        ]
        x = "scaled"
    # Padding (4 - size % 4) % 4 on the right and bottom.
    inits += [
        const("four", np.array([4], np.int64)), const("zeros6", np.zeros(6, np.int64)),
        const("s2", np.array([2], np.int64)), const("s4", np.array([4], np.int64)),
        const("zero", np.float32(0)), const("c0", np.array([0], np.int64)),
        const("c1", np.array([1], np.int64)), const("c3", np.array([3], np.int64)),
    ]
    nodes += [
        helper.make_node("Shape", [x], ["shape"]),
        helper.make_node("Slice", ["shape", "s2", "s4"], ["hw"]),
        helper.make_node("Neg", ["hw"], ["neghw"]),
        helper.make_node("Mod", ["neghw", "four"], ["pad"]),
        helper.make_node("Concat", ["zeros6", "pad"], ["pads"], axis=0),
        helper.make_node("Pad", [x, "pads", "zero"], ["padded"]),
        helper.make_node("Conv", ["padded", "w"], ["conv"]),
        helper.make_node("Relu", ["conv"], ["relu"]),
        helper.make_node("AveragePool", ["relu"], [cam], kernel_shape=[4, 4], strides=[4, 4]),
        helper.make_node("ReduceMean", [cam], ["mean"], axes=[2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "ten"], ["scaledmean"]),
        helper.make_node("Slice", [cam, "c0", "c1", "c3"], ["left"]),
        helper.make_node("ReduceMean", ["left"], ["leftmean"], axes=[2, 3], keepdims=0),
        helper.make_node("Add", ["leftmean", "leftmean"], ["left2"]),
        helper.make_node("Add", ["scaledmean", "left2"], ["both"]),
        helper.make_node("Sub", ["both", "one"], [score]),
    ]
    k = int(weight.shape[0])
    graph = helper.make_graph(
        nodes, "colours", [image],
        [helper.make_tensor_value_info(cam, TensorProto.FLOAT, [batch, k, "h", "w"]),
         helper.make_tensor_value_info(score, TensorProto.FLOAT, [batch, k])],
        inits)
    model = helper.make_model(graph, producer_name="make_models.py",
                              opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    if metadata:
        helper.set_model_props(model, metadata)
    checker.check_model(model)
    with open(os.path.join(HERE, file), "wb") as out:
        out.write(model.SerializeToString())


def segmenter(file, metadata, bias=1.0):
    weight = np.concatenate([np.zeros((1, 3, 1, 1), np.float32), 5 * WEIGHT])
    nodes = [
        helper.make_node("Cast", ["image"], ["f"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["f"], ["t"], perm=[0, 3, 1, 2]),
        helper.make_node("Div", ["t", "k255"], ["scaled"]),
        helper.make_node("Shape", ["scaled"], ["shape"]),
        helper.make_node("Slice", ["shape", "s2", "s4"], ["hw"]),
        helper.make_node("Neg", ["hw"], ["neghw"]),
        helper.make_node("Mod", ["neghw", "four"], ["pad"]),
        helper.make_node("Concat", ["zeros6", "pad"], ["pads"], axis=0),
        helper.make_node("Pad", ["scaled", "pads", "zero"], ["padded"]),
        helper.make_node("Conv", ["padded", "w", "b"], ["conv"]),
        helper.make_node("AveragePool", ["conv"], ["logits"], kernel_shape=[4, 4], strides=[4, 4]),
    ]
    inits = [
        const("w", weight), const("b", np.array([bias, 0, 0], np.float32)),
        const("k255", np.float32(255)), const("zero", np.float32(0)),
        const("four", np.array([4], np.int64)), const("zeros6", np.zeros(6, np.int64)),
        const("s2", np.array([2], np.int64)), const("s4", np.array([4], np.int64)),
    ]
    graph = helper.make_graph(
        nodes, "segmenter",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["batch", "height", "width", 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 3, "h", "w"])],
        inits)
    model = helper.make_model(graph, producer_name="make_models.py",
                              opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    helper.set_model_props(model, metadata)
    checker.check_model(model)
    with open(os.path.join(HERE, file), "wb") as out:
        out.write(model.SerializeToString())


colours("colours.onnx", contract())
colours("scales_inside.onnx", contract(scales={"scales": [1.0, 0.5], "flip": "sum"}))
colours("with_recipe.onnx", contract(recipe={"preset": "cam", "background": {"threshold": 0.4}}))
colours("foreign.onnx", None, foreign=True, cam="maps", score="logits")
colours("foreign_batch1.onnx", None, foreign=True, batch=1, cam="maps", score="logits")
colours("wrong_classes.onnx", contract(classes=["background", "red", "green", "blue"]))
colours("wrong_stride.onnx", contract(stride=8))
colours("wrong_output.onnx", contract(), cam="maps")
colours("one_size.onnx", contract(), size=(32, 32))
colours("batch_of_4.onnx", contract(), batch=4)
colours("newer_format.onnx", contract(format=99))
colours("not_finite.onnx", contract(), weight=WEIGHT * np.float32("nan"))
colours("boundary.onnx",
        contract(role="boundary", classes=None, outputs={"edge": "edge"}), weight=WEIGHT[:1], cam="edge")
segmenter("segmenter.onnx", contract(role="segmenter"))
segmenter("segmenter_recipe.onnx",
          contract(role="segmenter", recipe={"preset": "plain", "merge": {"scales": [0.5]}}))
segmenter("segmenter_stride.onnx", contract(role="segmenter", stride=8))
segmenter("segmenter_scales.onnx",
          contract(role="segmenter", scales={"scales": [1.0, 0.5], "flip": "sum"}))
segmenter("segmenter_nan.onnx", contract(role="segmenter"), bias=float("nan"))
