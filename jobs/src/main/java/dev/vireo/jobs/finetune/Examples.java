package dev.vireo.jobs.finetune;

import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.schemas.Demonstration;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RowLookup;
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
