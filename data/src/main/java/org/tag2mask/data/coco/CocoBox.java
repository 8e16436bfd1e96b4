package org.tag2mask.data.coco;

/**
 * The smallest rectangle around a mask, as COCO writes it: {@code [x, y, width, height]}. An empty
 * mask has the box 0, 0, 0, 0.
 *
 * @param x left column
 * @param y top row
 * @param width columns
 * @param height rows
 */
public record CocoBox(int x, int y, int width, int height) {}
