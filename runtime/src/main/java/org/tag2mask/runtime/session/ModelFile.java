package org.tag2mask.runtime.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ContractJson;
import org.tag2mask.runtime.contract.ModelContract;

/**
 * A model before it is loaded: known to keep all its values inside, its hash, and where a contract
 * beside it may lie. A file is streamed and then opened by ONNX Runtime itself, so that its bytes
 * are in memory once, not twice.
 */
final class ModelFile {
  private static final int PIECE_BYTES = 1 << 16;

  private final String name;
  private final Optional<Path> path;
  private final byte[] bytes;
  private final String sha256;

  private ModelFile(String name, Optional<Path> path, byte[] bytes, String sha256) {
    this.name = name;
    this.path = path;
    this.bytes = bytes;
    this.sha256 = sha256;
  }

  /**
   * A file.
   *
   * @throws ModelContractException if there is none, it has more than 2 GB, it is damaged, or keeps
   *     values in other files
   */
  static ModelFile of(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelContractException("model file " + path + " does not exist");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > Integer.MAX_VALUE) {
        throw new ModelContractException(
            "model file " + path + " has " + size + " bytes; an ONNX file has 1 to 2^31-1");
      }
      ExternalData.refuse(
          new BufferedInputStream(Channels.newInputStream(channel)), size, path.toString());
      channel.position(0);
      String hash = hash(Channels.newInputStream(channel));
      return new ModelFile(path.toString(), Optional.of(path), null, hash);
    } catch (IOException e) {
      throw new ModelContractException("cannot read the model file " + path + ": " + e, e);
    }
  }

  /**
   * A model in memory.
   *
   * @param bytes not modified
   * @param name what to call it
   * @throws ModelContractException if it is damaged, or keeps values in files
   */
  static ModelFile of(byte[] bytes, String name) {
    try {
      ExternalData.refuse(new ByteArrayInputStream(bytes), bytes.length, name);
      return new ModelFile(name, Optional.empty(), bytes, hash(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new IllegalStateException("an array can always be read", e);
    }
  }

  /** Loads it. */
  OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
      throws OrtException {
    return path.isPresent()
        ? environment.createSession(path.get().toString(), options)
        : environment.createSession(bytes, options);
  }

  /** The contract in the metadata, or in the file beside the model when the metadata has none. */
  ModelContract contract(Map<String, String> metadata) {
    boolean silent =
        metadata.keySet().stream().noneMatch(key -> key.startsWith(ModelContract.KEY_PREFIX));
    if (silent && path.isPresent()) {
      Path beside = ContractJson.sidecarOf(path.get());
      if (Files.isRegularFile(beside)) {
        return ContractJson.read(beside);
      }
    }
    return ModelContract.fromMetadata(metadata, name);
  }

  String name() {
    return name;
  }

  String sha256() {
    return sha256;
  }

  private static String hash(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[PIECE_BYTES];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
