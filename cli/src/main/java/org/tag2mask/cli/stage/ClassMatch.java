package org.tag2mask.cli.stage;

import java.util.List;
import org.tag2mask.data.dataset.ClassList;
import org.tag2mask.runtime.ModelContractException;
import org.tag2mask.runtime.contract.ClassNames;

/** Whether a model and a data set mean the same classes. */
final class ClassMatch {
  private ClassMatch() {}

  /**
   * Refuses a model of other classes, because class ids would silently mean something else.
   *
   * @param data classes of the data set, background first
   * @param model classes of the model
   * @param name the model's name, for the message
   * @throws ModelContractException naming the first difference
   */
  static void require(ClassList data, ClassNames model, String name) {
    List<String> there = model.names();
    List<String> here = data.names();
    if (there.equals(here)) {
      return;
    }
    if (there.size() != here.size()) {
      throw new ModelContractException(
          "model "
              + name
              + " has "
              + model.foreground()
              + " classes "
              + there.subList(1, there.size())
              + ", the data set "
              + data.foregroundCount()
              + " "
              + data.tags()
              + "; use the class file the model was trained with, or a model of this data set");
    }
    int id = 0;
    while (there.get(id).equals(here.get(id))) {
      id++;
    }
    throw new ModelContractException(
        "class "
            + id
            + " is '"
            + there.get(id)
            + "' in model "
            + name
            + " and '"
            + here.get(id)
            + "' in the data set; names and order must agree: use the class file the model was"
            + " trained with");
  }
}
