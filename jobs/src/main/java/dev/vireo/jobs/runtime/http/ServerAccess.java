package dev.vireo.jobs.runtime.http;

import dev.vireo.jobs.runtime.settings.Secret;

/**
 * How a server is asked, and how users are told of it.
 *
 * @param name what it is, such as {@code rollout server}
 * @param prefix what comes before its settings' names, such as {@code rollouts.server.}
 * @param misplaced what to correct if it knows no such address: {@code rollouts.server.url or ...}
 * @param misfit what to do if it refuses what it is sent
 * @param apiKey sent as a bearer token and never shown; null for none
 * @param retries further attempts at a request that failed for a reason that may pass
 */
public record ServerAccess(
    String name, String prefix, String misplaced, String misfit, Secret apiKey, int retries) {

  /** A setting as users write it. */
  String setting(String key) {
    return prefix + key;
  }
}
