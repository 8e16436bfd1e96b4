package org.tag2mask.models.file.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tag2mask.models.file.Adaptation;
import org.tag2mask.models.file.TensorSource;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.Tensor;

/**
 * The embeddings of vision transformers under the names of timm and of the methods built on it:
 *
 * <ul>
 *   <li>{@code cls_token [1,K,D]}: the file's single class token, K times; if the file has none of
 *       that very name, the only one it has.
 *   <li>{@code pos_embed [1,E+g²,D]}, E class and distillation tokens: their rows copied (a single
 *       class row K times), the grid interpolated bicubically where its side differs.
 *   <li>{@code pos_embed_cls}, {@code cls_posembed [1,K,D]}: the class rows alone.
 *   <li>{@code pos_embed_pat}, {@code grid_posembed [1,g²,D]}: the grid alone.
 * </ul>
 *
 * <p>How many class tokens an embedding has is told by the {@code cls_token} and {@code dist_token}
 * beside it. Grids are square. A distillation row that the network lacks is dropped; one that the
 * file lacks cannot be made up, and the rule does not apply then.
 */
public final class TokenEmbeddings implements Adaptation {
  private static final String CLASS_TOKEN = "cls_token";
  private static final String DISTILLATION_TOKEN = "dist_token";
  private static final String JOINT = "pos_embed";
  private static final Set<String> CLASS_ROWS = Set.of("pos_embed_cls", "cls_posembed");
  private static final Set<String> GRIDS = Set.of("pos_embed_pat", "grid_posembed");

  /** The rule. */
  public TokenEmbeddings() {}

  /** An array of some name, and the layout of its rows. */
  private record Embedding(String name, TokenLayout layout) {}

  @Override
  public Optional<Adapted> adapt(Parameter wanted, Map<String, int[]> network, TensorSource file) {
    if (!TokenLayout.isEmbedding(wanted.shape())) {
      return Optional.empty();
    }
    String last = last(wanted.name());
    if (last.equals(CLASS_TOKEN)) {
      Optional<Adapted> own = repeated(wanted, wanted.name(), file);
      return own.isPresent()
          ? own
          : only(CLASS_TOKEN, file.names()).flatMap(name -> repeated(wanted, name, file));
    }
    if (last.equals(JOINT)) {
      Optional<Embedding> target = joint(wanted.name(), network.keySet(), network::get);
      return target.flatMap(to -> fromJoint(wanted, to.layout(), file));
    }
    int rows = wanted.shape()[1];
    int width = wanted.shape()[2];
    if (CLASS_ROWS.contains(last)) {
      Optional<Adapted> own = repeated(wanted, wanted.name(), file);
      TokenLayout layout = new TokenLayout(rows, 0, 0, width);
      return own.isPresent() ? own : fromJoint(wanted, layout, file);
    }
    int side = TokenLayout.side(rows);
    if (GRIDS.contains(last) && side > 0) {
      Optional<Adapted> own = ownGrid(wanted, side, file);
      TokenLayout layout = new TokenLayout(0, 0, side, width);
      return own.isPresent() ? own : fromJoint(wanted, layout, file);
    }
    return Optional.empty();
  }

  /** An array with a single row, once for each class token. */
  private static Optional<Adapted> repeated(Parameter wanted, String stored, TensorSource file) {
    if (!file.names().contains(stored)) {
      return Optional.empty();
    }
    int[] shape = file.shape(stored);
    int width = wanted.shape()[2];
    if (!TokenLayout.isEmbedding(shape) || shape[1] != 1 || shape[2] != width) {
      return Optional.empty();
    }
    TokenLayout one = new TokenLayout(1, 0, 0, width);
    TokenLayout all = new TokenLayout(wanted.shape()[1], 0, 0, width);
    return Optional.of(adapted(wanted, new Embedding(stored, one), all, file));
  }

  /** A grid of the same name and another side. */
  private static Optional<Adapted> ownGrid(Parameter wanted, int side, TensorSource file) {
    if (!file.names().contains(wanted.name())) {
      return Optional.empty();
    }
    int width = wanted.shape()[2];
    return TokenLayout.of(file.shape(wanted.name()), null, false)
        .filter(layout -> layout.width() == width)
        .map(
            layout ->
                adapted(
                    wanted,
                    new Embedding(wanted.name(), layout),
                    new TokenLayout(0, 0, side, width),
                    file));
  }

  private static Optional<Adapted> fromJoint(Parameter wanted, TokenLayout to, TensorSource file) {
    return joint(wanted.name(), file.names(), file::shape)
        .filter(from -> fits(from.layout(), to))
        .map(from -> adapted(wanted, from, to, file));
  }

  private static boolean fits(TokenLayout from, TokenLayout to) {
    int classes = from.classTokens();
    boolean classRows = to.classTokens() == 0 || classes == 1 || classes == to.classTokens();
    return classRows && from.distilled() >= to.distilled() && from.width() == to.width();
  }

  private static Adapted adapted(
      Parameter wanted, Embedding from, TokenLayout to, TensorSource file) {
    return new Adapted(
        from.name(),
        how(from.layout(), to),
        () -> new Tensor(wanted.shape().clone(), rows(file.read(from.name()), from.layout(), to)));
  }

  private static float[] rows(Tensor stored, TokenLayout from, TokenLayout to) {
    int width = to.width();
    float[] values = new float[(to.gridStart() + to.side() * to.side()) * width];
    for (int i = 0; i < to.classTokens(); i++) {
      int row = from.classTokens() == 1 ? 0 : i;
      System.arraycopy(stored.values(), row * width, values, i * width, width);
    }
    if (to.distilled() > 0) {
      int row = from.classTokens() * width;
      System.arraycopy(stored.values(), row, values, to.classTokens() * width, width);
    }
    if (to.side() > 0) {
      int start = from.gridStart() * width;
      float[] grid =
          BicubicGrid.resize(
              stored.values(), start, from.side(), from.side(), width, to.side(), to.side());
      System.arraycopy(grid, 0, values, to.gridStart() * width, grid.length);
    }
    return values;
  }

  private static String how(TokenLayout from, TokenLayout to) {
    List<String> parts = new ArrayList<>();
    if (to.classTokens() > 0) {
      boolean copied = from.classTokens() == to.classTokens();
      parts.add(copied ? "class rows copied" : "class row repeated " + to.classTokens() + " times");
    }
    if (from.distilled() > to.distilled() && to.classTokens() > 0 && to.side() > 0) {
      parts.add("distillation row dropped");
    }
    if (to.side() > 0) {
      parts.add(
          from.side() == to.side()
              ? "grid copied"
              : "grid " + square(from.side()) + " to " + square(to.side()) + ", bicubic");
    }
    return String.join(", ", parts);
  }

  private static String square(int side) {
    return side + "x" + side;
  }

  /**
   * The joint position embedding that belongs to a name: the one beside it, else the only one.
   *
   * @param name of any embedding
   * @param names all names
   * @param shapes sizes by name
   */
  private static Optional<Embedding> joint(
      String name, Set<String> names, Function<String, int[]> shapes) {
    String beside = path(name) + JOINT;
    String joint = names.contains(beside) ? beside : only(JOINT, names).orElse(null);
    if (joint == null) {
      return Optional.empty();
    }
    String classToken = path(joint) + CLASS_TOKEN;
    int[] classShape = names.contains(classToken) ? shapes.apply(classToken) : null;
    boolean distillation = names.contains(path(joint) + DISTILLATION_TOKEN);
    return TokenLayout.of(shapes.apply(joint), classShape, distillation)
        .map(layout -> new Embedding(joint, layout));
  }

  /** The name that ends so, if there is a single one. */
  private static Optional<String> only(String last, Set<String> names) {
    List<String> all = names.stream().filter(name -> last(name).equals(last)).toList();
    return all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String path(String name) {
    return name.substring(0, name.lastIndexOf('.') + 1);
  }
}
