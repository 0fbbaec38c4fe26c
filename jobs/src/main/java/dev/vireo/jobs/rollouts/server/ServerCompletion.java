package dev.vireo.jobs.rollouts.server;

/**
 * One completion as a server gave it. The arrays are not copied.
 *
 * @param text without special tokens
 * @param tokenIds the end-of-sequence token included, unless the server leaves it out; null if the
 *     dialect has text only
 * @param logprobs one a token, as the server means them; null if they were not asked for
 * @param stopToken the token at which it stopped, if the server names it; null otherwise
 * @param stopped whether it ended by itself; otherwise the longest length did
 */
public record ServerCompletion(
    String text, int[] tokenIds, float[] logprobs, Integer stopToken, boolean stopped) {}
