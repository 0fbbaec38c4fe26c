package dev.vireo.jobs.finetune;

import dev.vireo.jobs.store.DatasetHandle;
import dev.vireo.jobs.store.RowLookup;
import dev.vireo.jobs.store.TokenLists;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Demonstration;
import java.util.List;

/** Demonstrations by their place, fetched when a step needs them. */
final class Examples {
  private final RowLookup<Demonstration, TokenSequence> rows;

  Examples(DatasetHandle<Demonstration> demonstrations) {
    this.rows = new RowLookup<>(demonstrations, demonstrations.total("tokens"), Examples::sequence);
  }

  private static TokenSequence sequence(Demonstration row) {
    return new TokenSequence(
        TokenLists.ints(row.getPromptTokenIds()), TokenLists.ints(row.getCompletionTokenIds()));
  }

  int count() {
    return rows.count();
  }

  List<TokenSequence> at(int... places) {
    return rows.at(places);
  }
}
