package org.tag2mask.trainer.objective;

import ai.djl.ndarray.NDManager;
import org.tag2mask.data.dataset.Dataset;
import org.tag2mask.models.network.Network;
import org.tag2mask.trainer.TrainConfig;
import org.tag2mask.trainer.lowering.GraphBlock;
import org.tag2mask.trainer.lowering.LiveParameters;

/**
 * A trained network, for what an objective computes before its parameters are kept.
 *
 * @param network the network
 * @param config the settings of the training
 * @param train the images it was trained on
 * @param block the lowered network with the objective's outputs
 * @param parameters the trained values; what is written to an array of theirs is kept
 * @param manager under which memory is taken; give it back before returning
 */
public record Finish(
    Network network,
    TrainConfig config,
    Dataset train,
    GraphBlock block,
    LiveParameters parameters,
    NDManager manager) {}
