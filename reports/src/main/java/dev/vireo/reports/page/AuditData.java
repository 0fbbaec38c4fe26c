package dev.vireo.reports.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.reports.audit.AuditTable;
import dev.vireo.reports.audit.AuditVerdict;
import dev.vireo.store.audit.AuditedReward;
import dev.vireo.store.audit.AuditedReward.LengthBin;
import dev.vireo.store.audit.FeatureEffect;
import dev.vireo.store.audit.FeatureEffect.BestOf;
import dev.vireo.store.audit.FeatureUse;
import dev.vireo.store.audit.RewardAudit;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** A reward audit in the page's data: the verdict, the table's cells, and curves. */
final class AuditData {

  private AuditData() {}

  static ObjectNode json(RewardAudit audit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("about", AuditTable.about(audit));
    json.put("note", AuditTable.note(audit));
    AuditVerdict.lines(audit).forEach(json.putArray("verdict")::add);
    AuditTable.titles().forEach(json.putArray("titles")::add);
    ArrayNode rewards = json.putArray("rewards");
    ObjectNode lengths = json.putObject("lengths");
    ObjectNode best = json.putObject("bestOf");
    for (AuditedReward reward : audit.rewards()) {
      ObjectNode object = rewards.addObject().put("name", reward.name());
      object.put("summary", AuditTable.summary(reward));
      ArrayNode rows = object.putArray("rows");
      for (FeatureEffect effect : reward.features()) {
        AuditTable.row(audit, effect).forEach(rows.addArray()::add);
      }
      lengths.set(reward.name(), curve(reward.lengths(), LengthBin::from, LengthBin::aboveGroup));
    }
    if (!audit.rewards().isEmpty()) {
      for (FeatureEffect effect : audit.rewards().get(0).features()) {
        best.set(
            effect.feature(),
            AuditTable.isAmount(effect.feature())
                ? curve(effect.bestOf(), BestOf::n, BestOf::mean)
                : curve(effect.bestOf(), BestOf::n, BestOf::share));
      }
    }
    ObjectNode use = json.putObject("use");
    for (FeatureUse feature : audit.features()) {
      use.set(
          feature.feature(),
          AuditTable.isAmount(feature.feature())
              ? curve(feature.iterations(), FeatureUse.Point::iteration, FeatureUse.Point::mean)
              : curve(feature.iterations(), FeatureUse.Point::iteration, FeatureUse.Point::share));
    }
    ArrayNode amounts = json.putArray("amounts");
    audit.features().stream()
        .map(FeatureUse::feature)
        .filter(AuditTable::isAmount)
        .forEach(amounts::add);
    return json;
  }

  private static <T> ObjectNode curve(List<T> points, ToIntFunction<T> x, ToDoubleFunction<T> y) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode xs = json.putArray("x");
    ArrayNode ys = json.putArray("y");
    for (T point : points) {
      xs.add(x.applyAsInt(point));
      ys.add(Numbers.json(y.applyAsDouble(point)));
    }
    return json;
  }
}
