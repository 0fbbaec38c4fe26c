/**
 * Whether a machine can run the commands, and what to do if it cannot.
 *
 * <p>Flows in: this process and the machine around it. Flows out: a {@link
 * dev.vireo.pipelines.doctor.Finding} for each {@link dev.vireo.pipelines.doctor.Check}. Nothing is
 * changed, except that libtorch is unpacked, as the first command that needs it would do.
 *
 * <p>Must not import: picocli.
 */
package dev.vireo.pipelines.doctor;
