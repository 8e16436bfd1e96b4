package org.tag2mask.runtime.session;

import java.io.IOException;
import java.nio.ByteBuffer;
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

/** The bytes of a model, their hash, and where a contract beside them may lie. */
final class ModelFile {
  private final String name;
  private final Optional<Path> path;
  private final ByteBuffer content;
  private final String sha256;

  private ModelFile(String name, Optional<Path> path, ByteBuffer content) {
    this.name = name;
    this.path = path;
    this.content = content;
    this.sha256 = hash(content);
  }

  static ModelFile map(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new ModelContractException("model file " + path + " does not exist");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > Integer.MAX_VALUE) {
        throw new ModelContractException(
            "model file " + path + " has " + size + " bytes; an ONNX file has 1 to 2^31-1");
      }
      return new ModelFile(
          path.toString(), Optional.of(path), channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
    } catch (IOException e) {
      throw new ModelContractException("cannot read the model file " + path + ": " + e, e);
    }
  }

  static ModelFile of(byte[] bytes, String name) {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
    direct.put(bytes).flip();
    return new ModelFile(name, Optional.empty(), direct);
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

  ByteBuffer content() {
    return content.duplicate();
  }

  String sha256() {
    return sha256;
  }

  private static String hash(ByteBuffer content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
