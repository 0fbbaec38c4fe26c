package dev.vireo.jobs.rollouts.server;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One completion as a server gave it. The arrays are not copied.
 *
 * @param text without special tokens
 * @param tokenIds the end-of-sequence token included, unless the server leaves it out; empty if the
 *     dialect has text only
 * @param logprobs one a token, as the server means them; empty if they were not asked for
 * @param stopToken the token at which it stopped, if the server names it
 * @param stopped whether it ended by itself; otherwise the longest length did
 */
public record ServerCompletion(
    String text,
    Optional<int[]> tokenIds,
    Optional<float[]> logprobs,
    OptionalInt stopToken,
    boolean stopped) {}
