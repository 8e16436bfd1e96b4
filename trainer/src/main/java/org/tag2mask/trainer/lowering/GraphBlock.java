package org.tag2mask.trainer.lowering;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.graph.Graph;
import org.tag2mask.models.graph.Node;
import org.tag2mask.models.graph.Op;

/**
 * A graph ready to run on the engine. Holds no parameters: they are given at every pass, so that
 * whoever trains them owns them.
 *
 * <p>Values in between are released as soon as their last reader has run; what the backward pass
 * needs is kept by the engine. Activations write over their input where nobody else reads it, which
 * saves half the memory of a convolutional network.
 *
 * <p>Not thread-safe. Close it to release the few native functions it holds.
 */
public final class GraphBlock implements AutoCloseable {
  private final Graph graph;
  private final DjlOps ops;
  private final List<List<Integer>> lastReads;
  private final boolean[] overwrite;
  private final Set<String> frozen;

  /**
   * Lowers the part of a graph that some outputs need.
   *
   * @param manager owner of native functions; of the PyTorch engine
   * @param graph the network
   * @param outputs names of the outputs to compute
   * @param frozen names of parameters that are not trained: batch normalisations with such a scale
   *     use their stored statistics in training too
   * @throws ModelException if an output is unknown
   */
  public GraphBlock(
      NDManager manager, Graph graph, Collection<String> outputs, Set<String> frozen) {
    this.graph = graph.keeping(outputs);
    this.frozen = Set.copyOf(frozen);
    this.ops = new DjlOps(manager);
    int[] lastReader = new int[this.graph.nodes().size()];
    int[] readers = new int[lastReader.length];
    for (int i = 0; i < lastReader.length; i++) {
      lastReader[i] = i;
      for (int input : this.graph.nodes().get(i).inputs()) {
        lastReader[input] = i;
        readers[input]++;
      }
    }
    Set<Integer> kept = new TreeSet<>(this.graph.outputs().values());
    this.lastReads = new ArrayList<>();
    for (int i = 0; i < lastReader.length; i++) {
      lastReads.add(new ArrayList<>());
    }
    for (int i = 0; i < lastReader.length; i++) {
      if (!kept.contains(i) && lastReader[i] > i) {
        lastReads.get(lastReader[i]).add(i);
      }
    }
    this.overwrite = overwritable(this.graph, readers, kept);
  }

  /** The part of the network that is run. */
  public Graph graph() {
    return graph;
  }

  /**
   * Runs the network.
   *
   * @param phase training updates the running statistics among the parameters in place
   * @param image normalised images {@code [N,C,H,W]} in any memory layout; fastest as {@code
   *     [N,H,W,C]} transposed. Its manager owns the results. Not modified
   * @param parameters as in {@link #forward(Phase, Map, Function)}
   * @return the outputs by name, owned by the image's manager
   * @throws ModelException if an operation cannot be run, naming its node, or the graph needs
   *     another image
   */
  public Map<String, NDArray> forward(
      Phase phase, NDArray image, Function<String, NDArray> parameters) {
    return forward(phase, Map.of(Op.Source.IMAGE.input(), image), parameters);
  }

  /**
   * Runs the network on one image or several.
   *
   * @param phase training updates the running statistics among the parameters in place
   * @param images normalised images by the name of the input; see {@link #forward(Phase, NDArray,
   *     Function)}. Not modified
   * @param parameters the arrays by name, on the image's device; their manager owns small arrays
   *     made from them on the way, so give views that live as long as the pass ({@link
   *     LiveParameters#views})
   * @return the outputs by name, owned by the images' manager
   * @throws ModelException if an operation cannot be run, naming its node, or an image is missing
   */
  public Map<String, NDArray> forward(
      Phase phase, Map<String, NDArray> images, Function<String, NDArray> parameters) {
    List<Node> nodes = graph.nodes();
    NDArray[] values = new NDArray[nodes.size()];
    for (int i = 0; i < values.length; i++) {
      Node node = nodes.get(i);
      List<NDArray> inputs = new ArrayList<>();
      if (node.op() instanceof Op.Input input) {
        inputs.add(image(images, input.source()));
      }
      node.inputs().forEach(input -> inputs.add(values[input]));
      List<NDArray> arrays = node.parameters().stream().map(parameters).toList();
      boolean still = !node.parameters().isEmpty() && frozen.contains(node.parameters().get(0));
      Phase own = still ? Phase.INFERENCE : phase;
      try {
        values[i] = node.op().accept(ops, new Call(inputs, arrays, own, overwrite[i]));
      } catch (RuntimeException e) {
        throw new ModelException(
            "node '" + node.name() + "' (" + node.op() + ") failed: " + e.getMessage(), e);
      }
      for (int dead : lastReads.get(i)) {
        release(values, dead, images.values());
      }
    }
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    graph.outputs().forEach((name, index) -> outputs.put(name, values[index]));
    return Collections.unmodifiableMap(outputs);
  }

  @Override
  public void close() {
    ops.close();
  }

  private static NDArray image(Map<String, NDArray> images, Op.Source source) {
    NDArray image = images.get(source.input());
    if (image == null) {
      throw new ModelException(
          "the outputs asked for need the input '"
              + source.input()
              + "', and only "
              + images.keySet()
              + " was given");
    }
    return image;
  }

  /** Some operations hand on the very same array; that one lives on under its other index. */
  private static void release(NDArray[] values, int dead, Collection<NDArray> images) {
    NDArray array = values[dead];
    values[dead] = null;
    boolean shared = images.stream().anyMatch(image -> image == array);
    for (int i = 0; i < values.length && !shared; i++) {
      shared = values[i] == array;
    }
    if (!shared) {
      array.close();
    }
  }

  /**
   * An activation may write over what a convolution, a normalisation or a sum made: their backward
   * passes do not look at their own result.
   */
  private static boolean[] overwritable(Graph graph, int[] readers, Set<Integer> kept) {
    boolean[] result = new boolean[readers.length];
    for (int i = 0; i < result.length; i++) {
      Node node = graph.nodes().get(i);
      if (node.op() instanceof Op.Activation) {
        int input = node.inputs().get(0);
        Op made = graph.nodes().get(input).op();
        boolean free =
            made instanceof Op.Conv
                || made instanceof Op.BatchNorm
                || (made instanceof Op.Binary b && b.kind() == Op.Arithmetic.ADD);
        result[i] = free && readers[input] == 1 && !kept.contains(input);
      }
    }
    return result;
  }
}
