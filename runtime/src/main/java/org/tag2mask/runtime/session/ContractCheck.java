package org.tag2mask.runtime.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.contract.Preprocessing;

/** Compares the inputs and outputs of a loaded file with its contract. */
final class ContractCheck {
  private final String name;
  private final ModelContract contract;

  ContractCheck(String name, ModelContract contract) {
    this.name = name;
    this.contract = contract;
  }

  /** Checks the inputs; returns the largest batch the file takes (1, or no limit). */
  int inputs(Map<String, NodeInfo> inputs) {
    Set<String> promised = new LinkedHashSet<>(Set.of(contract.input()));
    contract.partner().ifPresent(promised::add);
    int batch = Integer.MAX_VALUE;
    for (String input : promised) {
      NodeInfo node = inputs.get(input);
      if (node == null) {
        throw fault("has no input '" + input + "'; its inputs are " + inputs.keySet());
      }
      batch = Math.min(batch, image(input, node));
    }
    if (inputs.size() > promised.size()) {
      throw fault(
          "needs the inputs "
              + inputs.keySet()
              + ", expected "
              + String.join(" and ", promised.stream().map(name -> "'" + name + "'").toList())
              + " alone");
    }
    return batch;
  }

  /** Checks one image input; returns the largest batch it takes. */
  private int image(String input, NodeInfo node) {
    boolean inside = contract.preprocessing().place() == Preprocessing.Place.INSIDE;
    OnnxJavaType type = inside ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
    TensorInfo info = tensor(node, "input '" + input + "'");
    long[] shape = info.getShape();
    String expected = inside ? "uint8 [N,H,W,3]" : "float32 [N,3,H,W]";
    int channelAxis = inside ? 3 : 1;
    if (info.type != type
        || shape.length != 4
        || (shape[channelAxis] != 3 && shape[channelAxis] != -1)) {
      throw fault(
          "has the input '"
              + input
              + "' of "
              + describe(info)
              + ", expected "
              + expected
              + " (preprocessing "
              + (inside ? "inside" : "outside")
              + " the file)");
    }
    for (int axis = 1; axis < 4; axis++) {
      if (axis != channelAxis && shape[axis] != -1) {
        throw fault(
            "takes images of one size only ("
                + describe(info)
                + "); export it with dynamic height and width");
      }
    }
    if (shape[0] > 1) {
      throw fault(
          "takes batches of "
              + shape[0]
              + " images only; export it with a dynamic batch, or a batch of 1");
    }
    return shape[0] == -1 ? Integer.MAX_VALUE : 1;
  }

  /** Checks that every output of the contract is there with the rank and channels of its role. */
  void outputs(Map<String, NodeInfo> outputs) {
    contract
        .outputs()
        .forEach(
            (role, file) -> {
              NodeInfo node = outputs.get(file);
              if (node == null) {
                throw fault(
                    "has no output '"
                        + file
                        + "' (for "
                        + role
                        + "); its outputs are "
                        + outputs.keySet());
              }
              TensorInfo info = tensor(node, "output '" + file + "'");
              if (info.type != OnnxJavaType.FLOAT && info.type != OnnxJavaType.FLOAT16) {
                throw fault("has the output '" + file + "' of " + describe(info) + ", not float");
              }
              shape(role, file, info);
            });
  }

  private void shape(String role, String file, TensorInfo info) {
    int rank = role.equals("score") ? 2 : 4;
    long channels =
        switch (role) {
          case "cam", "score" -> contract.classNames().foreground();
          case "logits" -> contract.classNames().foreground() + 1;
          case "edge" -> 1;
          default -> -1;
        };
    boolean known = contract.role().outputs().contains(role);
    long[] shape = info.getShape();
    if (known && shape.length != rank) {
      throw fault(
          "has the output '" + file + "' of " + describe(info) + ", expected " + rank + " axes");
    }
    if (known && channels >= 0 && shape[1] != -1 && shape[1] != channels) {
      throw fault(
          "gives "
              + shape[1]
              + " channels in '"
              + file
              + "' but its contract "
              + (contract.role() == ModelRole.BOUNDARY
                  ? "needs 1"
                  : "lists "
                      + contract.classNames().foreground()
                      + " classes and background, so "
                      + channels
                      + " were expected"));
    }
  }

  private TensorInfo tensor(NodeInfo node, String what) {
    if (node.getInfo() instanceof TensorInfo info) {
      return info;
    }
    throw fault("has " + what + " that is no tensor");
  }

  private static String describe(TensorInfo info) {
    return info.type + " " + Arrays.toString(info.getShape()).replace("-1", "?");
  }

  private ModelContractException fault(String text) {
    return new ModelContractException("model " + name + " " + text);
  }
}
