package dev.vireo.pipelines.run;

import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;

/**
 * Work with another model than the run's policy in memory, all of its parameters trained where it
 * is trained.
 *
 * @param name what a plan calls it
 * @param kind what the model does
 * @param model its shape
 * @param head what its last hidden state is projected to
 * @param tasks how many it is cut into
 * @param shape what goes through the model at a time
 */
public record ModelWork(
    String name,
    PolicyWork.Kind kind,
    ModelConfig model,
    Head head,
    int tasks,
    PolicyWork.Shape shape)
    implements StageWork {}
