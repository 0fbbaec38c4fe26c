package dev.vireo.jobs.update;

import java.io.Serializable;

/**
 * Where one group of an iteration lies, and what a step's plan needs to know of it.
 *
 * @param chunk number of the chunk file, the same in every dataset of the iteration
 * @param row row of the group in that file
 * @param completions completions in the group
 * @param tokens completion tokens of the group: its share of the loss's denominator
 * @param signal false where every advantage is zero
 */
record GroupEntry(int chunk, int row, int completions, long tokens, boolean signal)
    implements Serializable {}
