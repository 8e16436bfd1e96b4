package org.tag2mask.models.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.params.Parameter;
import org.tag2mask.models.params.ParameterSet;

/**
 * Fills the parameters of a network from a file, by name. Names of published files and prefixes are
 * taken care of by {@link Naming}; what the file has in another shape may be made to fit by an
 * {@link Adaptation}, as position embeddings of another grid are.
 */
public final class WeightLoader {
  private WeightLoader() {}

  /** What to do with a tensor of the right name and another shape. */
  public enum OnMismatch {
    /** An error. */
    REFUSE,
    /** Initialise the parameter as if the file did not have it, and report it. */
    INITIALISE
  }

  /**
   * Values for every declared parameter, and where they came from.
   *
   * @param parameters the values, in the order of the declarations
   * @param report what matched and what did not
   */
  public record Loaded(ParameterSet parameters, LoadReport report) {
    /**
     * First values for every parameter, without a file.
     *
     * @param declared the parameters a graph needs
     * @param seed the seed of the run
     */
    public static Loaded initial(List<Parameter> declared, long seed) {
      return new Loaded(ParameterSet.initial(declared, seed), LoadReport.none(declared));
    }
  }

  /**
   * A file that is open, and values that are read from it each time they are asked for.
   *
   * @param parameters the values, in the order of the declarations; to be used until this is closed
   * @param report what matched and what did not
   * @param file the file
   */
  public record Opened(ParameterSet parameters, LoadReport report, WeightFile file)
      implements AutoCloseable {
    @Override
    public void close() {
      file.close();
    }
  }

  /**
   * Opens a weight file of any known format, see {@link WeightFiles}, reading none of its values
   * yet. Nothing but the array being read is in memory, so that networks larger than the memory can
   * be checked and exported.
   *
   * @param declared the parameters a graph needs
   * @param path the file
   * @param seed seed of the first values of parameters that the file lacks
   * @param onMismatch what to do with other shapes
   * @return values for all declared parameters; close it
   * @throws ModelException as {@link WeightFiles#open} and {@link #load(List, TensorSource, long,
   *     OnMismatch)}
   */
  public static Opened open(List<Parameter> declared, Path path, long seed, OnMismatch onMismatch) {
    WeightFile file = WeightFiles.open(path);
    try {
      Fitting fitting = new Fitting(declared, file, seed, file.notes(), Optional.of(sha256(path)));
      fitting.require(onMismatch);
      return new Opened(fitting.parameters(), fitting.report(), file);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Loads from a weight file of any known format into memory.
   *
   * @param declared the parameters a graph needs
   * @param path the file
   * @param seed seed of the first values of parameters that the file lacks
   * @param onMismatch what to do with other shapes
   * @return values for all declared parameters
   * @throws ModelException as {@link #open}
   */
  public static Loaded load(List<Parameter> declared, Path path, long seed, OnMismatch onMismatch) {
    try (Opened opened = open(declared, path, seed, onMismatch)) {
      return new Loaded(ParameterSet.of(opened.parameters().asMap()), opened.report());
    }
  }

  /**
   * Compares the names and shapes of a file with a network, without reading values.
   *
   * @param declared the parameters a graph needs
   * @param path the file
   * @return what would match; other shapes are listed
   * @throws ModelException as {@link WeightFiles#open}, or if no name matches at all
   */
  public static LoadReport match(List<Parameter> declared, Path path) {
    try (Opened opened = open(declared, path, 0, OnMismatch.INITIALISE)) {
      return opened.report();
    }
  }

  /**
   * Loads from anything with named arrays into memory. Only arrays that are used are read.
   *
   * @param declared the parameters a graph needs
   * @param source the arrays
   * @param seed seed of the first values of parameters that the source lacks
   * @param onMismatch what to do with other shapes
   * @return values for all declared parameters
   * @throws ModelException if no name matches at all, a shape differs and that is refused, or an
   *     array cannot be read as float32
   */
  public static Loaded load(
      List<Parameter> declared, TensorSource source, long seed, OnMismatch onMismatch) {
    Fitting fitting = new Fitting(declared, source, seed, List.of(), Optional.empty());
    fitting.require(onMismatch);
    return new Loaded(ParameterSet.of(fitting.parameters().asMap()), fitting.report());
  }

  static String some(Collection<String> names) {
    List<String> first = names.stream().limit(3).map(Quoted::plain).toList();
    return String.join(", ", first) + (names.size() > first.size() ? ", ..." : "");
  }

  private static String sha256(Path path) {
    try (FileBytes file = FileBytes.open(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 16];
      InputStream in = file.from(0);
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    } catch (IOException e) {
      throw new ModelException("cannot read the weights file " + path + ": " + e.getMessage(), e);
    }
  }
}
