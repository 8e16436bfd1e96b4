package org.tag2mask.data.dataset;

/** How the folders of a data set are laid out. */
public enum DatasetLayout {
  /** Found out from the folders that are there. */
  AUTO,
  /**
   * PASCAL VOC: {@code JPEGImages}, {@code Annotations}, {@code SegmentationClass[Aug]}, {@code
   * ImageSets/Segmentation}.
   */
  VOC,
  /** A folder of images with {@code labels.csv}, {@code classes.txt} and, perhaps, lists. */
  FOLDER,
  /** COCO: {@code annotations/instances_SPLIT.json} and a folder of images a split. */
  COCO,
  /**
   * ILSVRC DET, which is LID: {@code Data/DET/SPLIT}, {@code Annotations/DET/SPLIT}, {@code
   * ImageSets/DET}, perhaps below {@code ILSVRC}.
   */
  DET
}
