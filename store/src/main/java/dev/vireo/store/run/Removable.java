package dev.vireo.store.run;

/**
 * Something in a run directory that is no longer needed.
 *
 * @param path a file, or a folder with its contents, relative to the run directory
 * @param bytes its size
 * @param reason why it is not needed, in a few words
 */
public record Removable(String path, long bytes, String reason) {}
