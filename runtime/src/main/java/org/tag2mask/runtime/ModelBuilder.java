package org.tag2mask.runtime;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.contract.ModelRole;
import org.tag2mask.runtime.session.ModelOptions;
import org.tag2mask.runtime.session.OnnxModel;

/**
 * What all builders of this package collect: model files, and where they run. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract class ModelBuilder<B extends ModelBuilder<B>> {
  private final Map<ModelRole, Function<ModelOptions, OnnxModel>> openers =
      new EnumMap<>(ModelRole.class);
  private ModelOptions options = ModelOptions.defaults().withDevice(Device.auto());

  ModelBuilder() {}

  /** This builder under its own type. */
  abstract B self();

  /**
   * Where to run; {@link Device#auto()} unless said.
   *
   * @param device the device
   * @return this
   */
  public final B device(Device device) {
    this.options = options.withDevice(device);
    return self();
  }

  /**
   * Threads of a model inside one image; 0 (the default) for one a core. Take 1 when many threads
   * of the application share what is built.
   *
   * @param threads 0 or more
   * @return this
   */
  public final B modelThreads(int threads) {
    this.options = options.withIntraThreads(threads);
    return self();
  }

  /** A model file that tells its own contract, or has it in a {@code .json} beside it. */
  final B model(ModelRole role, Path file) {
    openers.put(role, opened -> OnnxModel.open(file, opened));
    return self();
  }

  /** A model file of others, with its contract. */
  final B model(ModelRole role, Path file, ModelContract contract) {
    openers.put(role, opened -> OnnxModel.open(file, contract, opened));
    return self();
  }

  /**
   * The models that were given, to be opened.
   *
   * @param required the one there must be
   * @param product what is built, for the message
   * @throws IllegalStateException when the required one was not given
   */
  final Map<ModelRole, Function<ModelOptions, OnnxModel>> openers(
      ModelRole required, String product) {
    if (!openers.containsKey(required)) {
      throw new IllegalStateException(
          product + " needs a " + required.name().toLowerCase(Locale.ROOT) + "(Path)");
    }
    return openers;
  }

  /** The one model there must be, opened. */
  final OnnxModel open(ModelRole required, String product) {
    return openers(required, product).get(required).apply(options);
  }

  /** How models are opened. */
  final ModelOptions options() {
    return options;
  }
}
