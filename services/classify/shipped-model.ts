import { LinearModel, type ModelFile } from './linear/model'
import file from './weights/harassment.json'

/** The weights of this build. A JSON import, so that sources and bundles find them alike. */
export const shippedModelFile: ModelFile = file
export const shippedModel = new LinearModel(shippedModelFile)
