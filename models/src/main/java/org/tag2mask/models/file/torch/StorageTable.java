package org.tag2mask.models.file.torch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tag2mask.models.ModelException;
import org.tag2mask.models.file.Quoted;
import org.tag2mask.models.file.torch.AllowedName.Role;
import org.tag2mask.models.file.torch.Pickled.Sequence;

/** The storages that a pickle refers to, each under one key with one type and size. */
final class StorageTable {
  private final Map<String, StorageRef> storages = new LinkedHashMap<>();

  /**
   * What a reference stands for.
   *
   * @param reference {@code ("storage", type, key, device, elements[, view])}, where the view of
   *     old files is None or {@code (key, first element, elements)}
   * @return the storage or the part of it
   */
  Object resolve(List<Object> reference) {
    if (!reference.isEmpty() && "module".equals(reference.get(0))) {
      throw new ModelException(
          "the file holds a whole model with its program; load it in Python and save the weights"
              + " alone: torch.save(model.state_dict(), 'weights.pth')");
    }
    boolean storage =
        (reference.size() == 5 || reference.size() == 6)
            && "storage".equals(reference.get(0))
            && reference.get(1) instanceof AllowedName type
            && (type.role() == Role.STORAGE || type.role() == Role.BYTE_STORAGE)
            && reference.get(2) instanceof String
            && reference.get(4) instanceof Long;
    if (!storage) {
      throw new ModelException(
          "the pickle refers to something that is no storage; the file is damaged");
    }
    String key = (String) reference.get(2);
    StorageRef found =
        new StorageRef(key, ((AllowedName) reference.get(1)).type(), 0, (Long) reference.get(4));
    StorageRef known = storages.putIfAbsent(key, found);
    if (known != null && !known.equals(found)) {
      throw new ModelException(
          "storage " + Quoted.of(key) + " is once " + known + " and once " + found);
    }
    Object view = reference.size() == 6 ? reference.get(5) : Pickled.NONE;
    return view == Pickled.NONE ? found : part(found, view);
  }

  private static StorageRef part(StorageRef whole, Object view) {
    if (!(view instanceof Sequence parts)
        || parts.items().size() != 3
        || !(parts.items().get(1) instanceof Long first)
        || !(parts.items().get(2) instanceof Long elements)) {
      throw new ModelException("the pickle has a storage view of another form; it is damaged");
    }
    StorageRef part = new StorageRef(whole.key(), whole.type(), first, elements);
    if (part.endByte() > whole.endByte()) {
      throw new ModelException(
          "a view of storage " + Quoted.of(whole.key()) + " ends beyond its " + whole);
    }
    return part;
  }

  /** By key, in the order of first mention. */
  Map<String, StorageRef> storages() {
    return Collections.unmodifiableMap(storages);
  }
}
