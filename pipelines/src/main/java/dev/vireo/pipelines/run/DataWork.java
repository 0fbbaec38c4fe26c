package dev.vireo.pipelines.run;

import dev.vireo.models.memory.MemoryEstimate;

/**
 * Work that loads no policy.
 *
 * @param name what a plan calls it
 * @param tasks how many it is cut into
 * @param executor what an executor's heap holds
 * @param driver what the driver's heap holds
 */
public record DataWork(String name, int tasks, MemoryEstimate executor, MemoryEstimate driver)
    implements StageWork {}
