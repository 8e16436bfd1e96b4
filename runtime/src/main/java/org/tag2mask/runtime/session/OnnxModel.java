package org.tag2mask.runtime.session;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.tag2mask.runtime.Device;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.Tag2MaskException;
import org.tag2mask.runtime.contract.ModelContract;
import org.tag2mask.runtime.image.RgbImage;

/**
 * A loaded ONNX file that keeps a {@link ModelContract}. Any number of threads may run it at once;
 * each run borrows a direct input buffer and closes every native object it made. Close it when
 * done: closing waits for runs in flight.
 */
public final class OnnxModel implements AutoCloseable {
  private final String name;
  private final String sha256;
  private final ModelContract contract;
  private final Device device;
  private final OrtSession session;
  private final int maxBatch;
  private final DirectBuffers buffers = new DirectBuffers();
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;

  private OnnxModel(
      ModelFile file, ModelContract contract, Device device, OrtSession session, int maxBatch) {
    this.name = file.name();
    this.sha256 = file.sha256();
    this.contract = contract;
    this.device = device;
    this.session = session;
    this.maxBatch = maxBatch;
  }

  /**
   * Opens a file that tells its contract in its metadata or in a {@code <file>.json} beside it. A
   * file that keeps values in other files is refused before native code sees it.
   *
   * @param path the ONNX file
   * @param options device and threads
   * @return the model
   * @throws ModelContractException when the file is no ONNX model, tells no contract or breaks it
   * @throws org.tag2mask.runtime.DeviceException when the device cannot be used
   */
  public static OnnxModel open(Path path, ModelOptions options) {
    return open(ModelFile.of(path), null, options);
  }

  /**
   * Opens a file of others with a contract given here; what the file says is not read.
   *
   * @param path the ONNX file
   * @param contract what the file is
   * @param options device and threads
   * @return the model
   * @throws ModelContractException when the file is no ONNX model or breaks the contract
   * @throws org.tag2mask.runtime.DeviceException when the device cannot be used
   */
  public static OnnxModel open(Path path, ModelContract contract, ModelOptions options) {
    return open(ModelFile.of(path), contract, options);
  }

  /**
   * Opens a model held in memory, such as one about to be published.
   *
   * @param bytes the ONNX file's bytes; not modified
   * @param name what to call it in messages
   * @param options device and threads
   * @return the model
   * @throws ModelContractException when the bytes are no ONNX model, tell no contract or break it
   * @throws org.tag2mask.runtime.DeviceException when the device cannot be used
   */
  public static OnnxModel open(byte[] bytes, String name, ModelOptions options) {
    return open(ModelFile.of(bytes, name), null, options);
  }

  private static OnnxModel open(ModelFile file, ModelContract given, ModelOptions options) {
    Device device = CudaProvider.resolve(options.device());
    OrtSession session = session(file, options, device);
    boolean opened = false;
    try {
      ModelContract contract =
          given != null ? given : file.contract(session.getMetadata().getCustomMetadata());
      ContractCheck check = new ContractCheck(file.name(), contract);
      int maxBatch = check.inputs(session.getInputInfo());
      check.outputs(session.getOutputInfo());
      opened = true;
      return new OnnxModel(file, contract, device, session, maxBatch);
    } catch (OrtException e) {
      throw new ModelContractException("cannot read the outline of model " + file.name(), e);
    } finally {
      if (!opened) {
        closeQuietly(session);
      }
    }
  }

  private static OrtSession session(ModelFile file, ModelOptions options, Device device) {
    OrtEnvironment environment = SharedEnvironment.get();
    try (OrtSession.SessionOptions session = new OrtSession.SessionOptions()) {
      session.setIntraOpNumThreads(options.intraThreads());
      if (options.interThreads() > 1) {
        session.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.PARALLEL);
        session.setInterOpNumThreads(options.interThreads());
      }
      // Images come in many sizes, and a memory plan is kept for each size.
      session.setMemoryPatternOptimization(false);
      if (options.weights() == ModelOptions.WeightLayout.AS_STORED) {
        // all but the last level, which rearranges weights for the processor
        session.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.EXTENDED_OPT);
      }
      if (device.kind() == Device.Kind.CUDA) {
        CudaProvider.add(session, device);
      }
      return file.open(environment, session);
    } catch (OrtException e) {
      if (device.kind() == Device.Kind.CUDA && String.valueOf(e.getMessage()).contains("CUDA")) {
        throw CudaProvider.failure(device, e);
      }
      throw new ModelContractException(
          "cannot load model "
              + file.name()
              + " ("
              + String.valueOf(e.getMessage()).strip()
              + "); expected a complete ONNX file that ONNX Runtime "
              + environment.getVersion()
              + " can run, with its data inside",
          e);
    }
  }

  /**
   * The concrete device for a wish: {@link Device#auto()} becomes CUDA 0 when that can be used,
   * otherwise CPU, and the log says which.
   *
   * @param wish any device
   * @return CPU or CUDA
   */
  public static Device resolve(Device wish) {
    return CudaProvider.resolve(wish);
  }

  /**
   * What the file promises.
   *
   * @return the contract
   */
  public ModelContract contract() {
    return contract;
  }

  /**
   * Where it runs.
   *
   * @return CPU or CUDA
   */
  public Device device() {
    return device;
  }

  /**
   * What to call it in messages.
   *
   * @return file name or given name
   */
  public String name() {
    return name;
  }

  /**
   * The hash of the file's bytes.
   *
   * @return sha256, 64 hex digits
   */
  public String sha256() {
    return sha256;
  }

  /**
   * Runs images of one size. A file with a fixed batch of 1 is run image by image.
   *
   * @param images one or more images of the same size; not modified
   * @param outputs names of outputs in the contract
   * @return the outputs by the contract's names, first axis = image
   * @throws IllegalArgumentException when there is no image or sizes differ
   * @throws IllegalStateException after {@link #close}
   * @throws ModelContractException when the file looks at image pairs
   * @throws Tag2MaskException when the model fails on the images
   */
  public Map<String, FloatTensor> run(List<RgbImage> images, Collection<String> outputs) {
    if (contract.partner().isPresent()) {
      throw new ModelContractException(
          "model "
              + name()
              + " looks at pairs of images, and only one was given; use the file exported for"
              + " single images, or give it a partner");
    }
    return runAll(List.of(images), outputs);
  }

  /**
   * Runs pairs of images: the n-th image with the n-th partner.
   *
   * @param images one or more images of the same size; not modified
   * @param partners as many images, of one size that may be another; not modified
   * @param outputs names of outputs in the contract
   * @return the outputs by the contract's names, first axis = pair
   * @throws IllegalArgumentException when there is no image, sizes differ or a partner is missing
   * @throws IllegalStateException after {@link #close}
   * @throws ModelContractException when the file looks at single images
   * @throws Tag2MaskException when the model fails on the images
   */
  public Map<String, FloatTensor> runPairs(
      List<RgbImage> images, List<RgbImage> partners, Collection<String> outputs) {
    if (contract.partner().isEmpty()) {
      throw new ModelContractException(
          "model "
              + name()
              + " looks at single images, and pairs were given; use a file exported for pairs");
    }
    if (images.size() != partners.size()) {
      throw new IllegalArgumentException(
          images.size() + " images need as many partners, found " + partners.size());
    }
    return runAll(List.of(images, partners), outputs);
  }

  /** One list of images an input, in the order of {@link #inputNames}. */
  private Map<String, FloatTensor> runAll(List<List<RgbImage>> inputs, Collection<String> outputs) {
    inputs.forEach(OnnxModel::checkSizes);
    int count = inputs.get(0).size();
    if (count <= maxBatch) {
      return runBatch(inputs, outputs);
    }
    List<Map<String, FloatTensor>> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int one = i;
      parts.add(
          runBatch(inputs.stream().map(images -> List.of(images.get(one))).toList(), outputs));
    }
    return TensorStack.concatenate(parts);
  }

  private List<String> inputNames() {
    List<String> names = new ArrayList<>(List.of(contract.input()));
    contract.partner().ifPresent(names::add);
    return names;
  }

  private Map<String, FloatTensor> runBatch(
      List<List<RgbImage>> inputs, Collection<String> outputs) {
    life.readLock().lock();
    try (InputTensors tensors = new InputTensors(contract.preprocessing(), buffers)) {
      if (closed) {
        throw new IllegalStateException("model " + name() + " is closed");
      }
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        feeds.put(inputNames().get(i), tensors.of(inputs.get(i)));
      }
      try (OrtSession.Result result = session.run(feeds, fileNames(outputs))) {
        Map<String, FloatTensor> values = new LinkedHashMap<>();
        for (String output : outputs) {
          OnnxTensor value = (OnnxTensor) result.get(contract.outputs().get(output)).orElseThrow();
          values.put(output, TensorStack.copy(value));
        }
        return values;
      }
    } catch (OrtException e) {
      throw new Tag2MaskException(
          "model "
              + name()
              + " failed on "
              + text(inputs)
              + " on "
              + device
              + ": "
              + e.getMessage(),
          e);
    } finally {
      life.readLock().unlock();
    }
  }

  private static String text(List<List<RgbImage>> inputs) {
    return inputs.stream()
        .map(
            images ->
                images.size()
                    + " image(s) of "
                    + images.get(0).width()
                    + "x"
                    + images.get(0).height())
        .collect(Collectors.joining(" with "));
  }

  private Set<String> fileNames(Collection<String> outputs) {
    Set<String> names = new HashSet<>();
    for (String output : outputs) {
      String file = contract.outputs().get(output);
      if (file == null) {
        throw new IllegalArgumentException(
            "model "
                + name()
                + " has no output '"
                + output
                + "' in its contract; it has "
                + contract.outputs().keySet());
      }
      names.add(file);
    }
    return names;
  }

  private static void checkSizes(List<RgbImage> images) {
    if (images.isEmpty()) {
      throw new IllegalArgumentException("a run needs at least one image");
    }
    RgbImage first = images.get(0);
    for (RgbImage image : images) {
      if (image.width() != first.width() || image.height() != first.height()) {
        throw new IllegalArgumentException(
            "images of one run must have one size, found " + first + " and " + image);
      }
    }
  }

  /** Frees the session after the runs in flight; does nothing when called again. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        closeQuietly(session);
        buffers.clear();
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      System.getLogger(OnnxModel.class.getName())
          .log(System.Logger.Level.WARNING, "closing an ONNX session failed", e);
    }
  }
}
