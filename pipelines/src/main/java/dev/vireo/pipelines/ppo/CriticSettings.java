package dev.vireo.pipelines.ppo;

import dev.vireo.jobs.policy.AdaptedModel;
import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.runtime.settings.HomePath;
import dev.vireo.jobs.runtime.settings.Require;
import dev.vireo.jobs.training.CriticUpdateSettings;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.store.manifest.DecidesNothing;

/**
 * The critic.
 *
 * @param from a reward model with one score, by its directory or the run that trained it, which the
 *     critic starts from; of one that is an adapter, adapter must have the shape; null takes the
 *     policy with a new head
 * @param adapter an adapter of the critic's own, which alone is trained of it; null trains all of
 *     its parameters, also where the policy trains an adapter
 * @param warmUp first iterations in which the critic alone is trained
 * @param update loss, optimizer, steps
 */
public record CriticSettings(
    @DecidesNothing String from, LoraSettings adapter, int warmUp, CriticUpdateSettings update) {

  public CriticSettings {
    from = HomePath.expand(from);
    Require.atLeast("warm-up", warmUp, 0);
  }

  /** Whether it starts from a reward model that is an adapter, and goes on from that. */
  boolean continuesAdapter() {
    return from != null && AdaptedModel.isAt(StartingCritic.directory(from));
  }

  /** The policy with a new head, trained from the first iteration on. */
  public static CriticSettings defaults() {
    return PpoPreset.NONE.defaults().critic();
  }
}
