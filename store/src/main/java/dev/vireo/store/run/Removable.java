package dev.vireo.store.run;

/**
 * Something in a run directory that is of no more use.
 *
 * @param path a file, or a folder with all that is in it, relative to the run directory
 * @param bytes its size
 * @param reason why it is of no use, in a few words
 */
public record Removable(String path, long bytes, String reason) {}
