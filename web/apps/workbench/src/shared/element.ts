// The Element Plus parts in use, each with its own style sheet; nothing else of the library is bundled.
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/el-button.css'
import 'element-plus/theme-chalk/el-message.css'
import 'element-plus/theme-chalk/el-popper.css'
import 'element-plus/theme-chalk/el-switch.css'
import 'element-plus/theme-chalk/el-drawer.css'
import 'element-plus/theme-chalk/el-overlay.css'
import 'element-plus/theme-chalk/el-popover.css'
import 'element-plus/theme-chalk/el-popconfirm.css'

export {
  ElButton, ElConfigProvider, ElDrawer, ElMessage, ElPopconfirm, ElPopover, ElSwitch,
} from 'element-plus'
