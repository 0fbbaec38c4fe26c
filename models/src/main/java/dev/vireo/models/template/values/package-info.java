/**
 * The values of a template and what can be done with them, as in Python: printing, truth, order,
 * arithmetic, slices, the methods of str and dict, JSON.
 *
 * <p>Flows in: texts, numbers and lists that are put into {@link
 * dev.vireo.models.template.values.Value}s. Flows out: values and texts, or a {@link
 * dev.vireo.models.template.values.TemplateFault} where Python would raise, where a bound is
 * passed, or where a result is not known to be Python's.
 *
 * <p>Values hold no Java object that a template could reach, and none but a {@link
 * dev.vireo.models.template.values.Namespace} can be changed by one. Whatever takes time or memory
 * asks the {@link dev.vireo.models.template.values.Meter} first.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.models.template.values;
